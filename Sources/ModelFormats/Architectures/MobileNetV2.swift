import NeuralNetwork

/// MobileNetV2 (Sandler and others 2018), under torchvision's names.
enum MobileNetV2 {
    /// Expansion, channels, blocks and the first block's stride of each stage.
    private static let stages = [
        (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
        (6, 320, 1, 1),
    ]

    static let architectures = [
        Architecture(
            name: "mobilenet_v2", title: "MobileNetV2", preprocessing: .torchvision,
            recommendedLayer: "features.18.2",
            published: .torchvision(
                "Depthwise convolutions for telephones.", file: "mobilenet_v2-b0353104", .about(14_210_000)),
            anchors: ["features.1.conv.0.0.weight"]
        ) { try mobileNet($0, size: $1) },
        transformers,
    ]

    private static func mobileNet(_ weights: any Weights, size: Int) throws -> Graph {
        var modules = TorchModules("MobileNetV2", first: "features.0.0", size: size, weights)
        var node = try addConvolution(
            "features.0.", modules.graph.input, to: 32, kernel: 3, stride: 2, &modules)
        var index = 1
        for (expansion, channels, count, stride) in stages {
            for block in 0..<count {
                node = try addBlock(
                    "features.\(index).", node, to: channels, expansion: expansion,
                    stride: block == 0 ? stride : 1, &modules)
                index += 1
            }
        }
        node = try addConvolution("features.\(index).", node, to: 1280, kernel: 1, &modules)
        node = try modules.adaptiveAverage("avgpool", node, to: 1)
        node = try modules.flatten(node)
        return try modules.network(head: "classifier", last: "classifier.1", node) { modules, node in
            try modules.classifier("classifier.1", modules.dropout("classifier.0", node, rate: 0.2))
        }
    }

    /// Expand, filter each channel, project, and add the input where shapes allow.
    private static func addBlock(
        _ name: String, _ input: Int, to outputs: Int, expansion: Int, stride: Int,
        _ modules: inout TorchModules
    ) throws -> Int {
        let inputs = modules.channels(of: input)
        let hidden = inputs * expansion
        var node = input
        var index = 0
        if expansion != 1 {
            node = try addConvolution("\(name)conv.0.", node, to: hidden, kernel: 1, &modules)
            index = 1
        }
        node = try addConvolution(
            "\(name)conv.\(index).", node, to: hidden, kernel: 3, stride: stride, groups: hidden, &modules)
        node = try modules.convolution(
            "\(name)conv.\(index + 1)", node, to: outputs, kernel: 1, hasBias: false)
        node = try modules.normalization("\(name)conv.\(index + 2)", node)
        guard stride == 1, inputs == outputs else { return node }
        return try modules.add("\(name)add", ElementwiseArithmetic.add, input, node)
    }

    /// A convolution, batch normalisation and ReLU6: the modules 0, 1 and 2 under the name.
    private static func addConvolution(
        _ name: String, _ input: Int, to outputs: Int, kernel: Int, stride: Int = 1, groups: Int = 1,
        _ modules: inout TorchModules
    ) throws -> Int {
        var node = try modules.convolution(
            "\(name)0", input, to: outputs, kernel: kernel, stride: stride, padding: kernel / 2,
            groups: groups, hasBias: false)
        node = try modules.normalization("\(name)1", node)
        return try modules.add("\(name)2", ActivationLayer(.relu6), node)
    }
}
