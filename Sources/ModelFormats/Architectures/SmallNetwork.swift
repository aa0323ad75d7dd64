import NeuralNetwork

/// A small network for small pictures, to be trained from the start: three convolutions of 3×3 with batch normalisation, two of them
/// with pooling, and one dense layer of the means, under the names that PyTorch gives
/// `Sequential(Conv2d, BatchNorm2d, ReLU, MaxPool2d, …)` called `features` and a `Linear` called `classifier`.
enum SmallNetwork {
    static let architectures = [
        Architecture(
            name: "small", title: "Small network",
            preprocessing: Preprocessing(.resize(.bilinear), .unit, size: 32),
            recommendedLayer: "features.10", anchors: ["features.8.weight"], isOnlyNamed: true,
            firstWeights: .modules
        ) { try network($0, size: $1) }
    ]

    private static let channels = [32, 64, 128]

    private static func network(_ weights: any Weights, size: Int) throws -> Graph {
        var modules = TorchModules("Small network", first: "features.0", size: size, weights)
        var node = modules.graph.input
        for (stage, outputs) in channels.enumerated() {
            let index = stage * 4
            node = try modules.convolution(
                "features.\(index)", node, to: outputs, kernel: 3, padding: 1, hasBias: false)
            node = try modules.normalization("features.\(index + 1)", node)
            node = try modules.relu("features.\(index + 2)", node)
            if stage < channels.count - 1 {
                node = try modules.maximum("features.\(index + 3)", node, kernel: 2, stride: 2)
            }
        }
        node = try modules.adaptiveAverage("avgpool", node, to: 1)
        node = try modules.flatten(node)
        return try modules.network(head: "classifier", node)
    }
}
