import NeuralNetwork

/// MobileNetV2 under the names of Hugging Face's transformers, which keep the paddings and the normalisation of TensorFlow's weights.
extension MobileNetV2 {
    /// The strides of the blocks after the stem.
    private static let strides = [2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1]

    static let transformers = Architecture(
        name: "transformers-mobilenet_v2", title: "MobileNetV2 (transformers)",
        preprocessing: Preprocessing(.centreCrop(shortEdge: 256), .tf, size: 224),
        recommendedLayer: "conv_1x1.normalization.activation",
        anchors: ["conv_stem.first_conv.convolution.weight"]
    ) { try network($0, size: $1) }

    private static func network(_ weights: any Weights, size: Int) throws -> Graph {
        var modules = TorchModules(
            "MobileNetV2", first: "conv_stem.first_conv.convolution", size: size, weights)
        let epsilon = modules.details?.hints.epsilon ?? 1e-3
        func added(_ name: String, _ input: Int, stride: Int = 1) throws -> Int {
            let normalization = "\(name).normalization"
            return try modules.normalizedConvolution(
                "\(name).convolution", normalization, input, stride: stride, isSame: true, epsilon: epsilon,
                name.hasSuffix("reduce_1x1") ? nil : ("\(normalization).activation", .relu6))
        }
        var node = try added("conv_stem.first_conv", modules.graph.input, stride: 2)
        for part in ["conv_3x3", "reduce_1x1"] { node = try added("conv_stem.\(part)", node) }
        for (index, stride) in strides.enumerated() {
            let (name, input) = ("layer.\(index)", node)
            node = try added("\(name).expand_1x1", node)
            node = try added("\(name).conv_3x3", node, stride: stride)
            node = try added("\(name).reduce_1x1", node)
            guard stride == 1, modules.channels(of: node) == modules.channels(of: input) else { continue }
            node = try modules.add("\(name).add", ElementwiseArithmetic.add, node, input)
        }
        node = try added("conv_1x1", node)
        node = try modules.adaptiveAverage("pooler", node, to: 1)
        return try modules.network(head: "classifier", modules.flatten(node))
    }
}
