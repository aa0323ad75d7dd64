import NeuralNetwork

/// Thirteen convolutions with batch normalisation and dropout for pictures of 100×100, the teaching network called `XAI`
/// that is often drawn layer by layer (VGG16's channels; the first convolution without padding).
///
/// Its source views the features as rows of 512 values: at 100×100 these are nine rows, each of which is classified. Here
/// the rows stand beside each other on an axis of their own, and the scores are their mean.
enum ThirteenConvolutions {
    static let architectures = [
        Architecture(
            name: "xai13", title: "13 convolutions (XAI)",
            preprocessing: Preprocessing(.stretch, .unit, size: 100),
            recommendedLayer: "features.50", anchors: ["features.0.weight"]
        ) { try network($0, size: $1) }
    ]

    private static let blocks = [
        [64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512],
    ]
    private static let rowLength = 512

    private static func network(_ weights: any Weights, size: Int) throws -> Graph {
        var modules = TorchModules("13 convolutions", first: "features.0", size: size, weights)
        var node = modules.graph.input
        var index = 0
        for block in blocks {
            for (position, channels) in block.enumerated() {
                node = try modules.convolution(
                    "features.\(index)", node, to: channels, kernel: 3, padding: index == 0 ? 0 : 1,
                    hasBias: modules.hasParameter("features.\(index).bias"))
                node = try modules.normalization("features.\(index + 1)", node)
                node = try modules.relu("features.\(index + 2)", node)
                index += 3
                if position < block.count - 1 {
                    node = try modules.dropout("features.\(index)", node, rate: index < 4 ? 0.3 : 0.4)
                } else {
                    node = try modules.maximum("features.\(index)", node, kernel: 2, stride: 2)
                }
                index += 1
            }
        }
        let shape = modules.graph.shape(of: node)
        let rows = shape[1] * shape[2]
        let view = Composite(
            [Reshape([rows, rowLength]), Transpose([0, 2, 1])], kind: .reshape,
            summary: .rowsOfFeatures(rowLength))
        node = try modules.add("view", view, node)
        node = try modules.rowwise("classifier.0", node, to: 512, hasBias: false)
        node = try modules.dropout("classifier.1", node)
        node = try modules.normalization("classifier.2", node)
        node = try modules.relu("classifier.3", node)
        node = try modules.dropout("classifier.4", node)
        node = try modules.rowwise(
            "classifier.5", node, to: modules.count("classifier.5.weight", otherwise: 2), hasBias: true)
        node = try modules.add("mean", GlobalPooling(.average(countsPadding: true), keepsAxes: false), node)
        return modules.graph.build(logits: node)
    }
}

extension TorchModules {
    /// A `Linear` of the features along axis 1 at every position of axis 2.
    fileprivate mutating func rowwise(
        _ name: String, _ input: Int, to outputs: Int, hasBias: Bool
    ) throws -> Int {
        let weights = try parameter("\(name).weight", [outputs, channels(of: input)])
        let convolution = Convolution(
            weights: weights.reshaped([outputs, channels(of: input), 1]),
            bias: hasBias ? try parameter("\(name).bias", [outputs]) : nil, window: Window([1]))
        return try add(name, convolution, input)
    }
}
