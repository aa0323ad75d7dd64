import NeuralNetwork

/// MobileNetV3 (Howard and others 2019), small and large, under torchvision's names.
enum MobileNetV3 {
    /// One row of the paper's tables 1 and 2.
    private struct Block {
        let kernel, hidden, outputs, stride: Int
        var squeezes = false
        var activation = Activation.hardSwish
    }

    private static let small = [
        Block(kernel: 3, hidden: 16, outputs: 16, stride: 2, squeezes: true, activation: .relu),
        Block(kernel: 3, hidden: 72, outputs: 24, stride: 2, activation: .relu),
        Block(kernel: 3, hidden: 88, outputs: 24, stride: 1, activation: .relu),
        Block(kernel: 5, hidden: 96, outputs: 40, stride: 2, squeezes: true),
        Block(kernel: 5, hidden: 240, outputs: 40, stride: 1, squeezes: true),
        Block(kernel: 5, hidden: 240, outputs: 40, stride: 1, squeezes: true),
        Block(kernel: 5, hidden: 120, outputs: 48, stride: 1, squeezes: true),
        Block(kernel: 5, hidden: 144, outputs: 48, stride: 1, squeezes: true),
        Block(kernel: 5, hidden: 288, outputs: 96, stride: 2, squeezes: true),
        Block(kernel: 5, hidden: 576, outputs: 96, stride: 1, squeezes: true),
        Block(kernel: 5, hidden: 576, outputs: 96, stride: 1, squeezes: true),
    ]

    private static let large = [
        Block(kernel: 3, hidden: 16, outputs: 16, stride: 1, activation: .relu),
        Block(kernel: 3, hidden: 64, outputs: 24, stride: 2, activation: .relu),
        Block(kernel: 3, hidden: 72, outputs: 24, stride: 1, activation: .relu),
        Block(kernel: 5, hidden: 72, outputs: 40, stride: 2, squeezes: true, activation: .relu),
        Block(kernel: 5, hidden: 120, outputs: 40, stride: 1, squeezes: true, activation: .relu),
        Block(kernel: 5, hidden: 120, outputs: 40, stride: 1, squeezes: true, activation: .relu),
        Block(kernel: 3, hidden: 240, outputs: 80, stride: 2),
        Block(kernel: 3, hidden: 200, outputs: 80, stride: 1),
        Block(kernel: 3, hidden: 184, outputs: 80, stride: 1),
        Block(kernel: 3, hidden: 184, outputs: 80, stride: 1),
        Block(kernel: 3, hidden: 480, outputs: 112, stride: 1, squeezes: true),
        Block(kernel: 3, hidden: 672, outputs: 112, stride: 1, squeezes: true),
        Block(kernel: 5, hidden: 672, outputs: 160, stride: 2, squeezes: true),
        Block(kernel: 5, hidden: 960, outputs: 160, stride: 1, squeezes: true),
        Block(kernel: 5, hidden: 960, outputs: 160, stride: 1, squeezes: true),
    ]

    static let architectures = [
        Architecture(
            name: "mobilenet_v3_small", title: "MobileNetV3 small", preprocessing: .torchvision,
            recommendedLayer: "features.12.2",
            published: .torchvision(
                "Depthwise convolutions for telephones.",
                file: "mobilenet_v3_small-047dcff4", .about(10_310_000)),
            anchors: ["features.1.block.0.0.weight"]
        ) { try mobileNet("MobileNetV3 small", small, features: 1024, $0, size: $1) },
        Architecture(
            name: "mobilenet_v3_large", title: "MobileNetV3 large", preprocessing: .torchvision,
            recommendedLayer: "features.16.2",
            published: .torchvision(
                "Depthwise convolutions for telephones.",
                file: "mobilenet_v3_large-8738ca79", .about(22_140_000)),
            anchors: ["features.1.block.0.0.weight"]
        ) { try mobileNet("MobileNetV3 large", large, features: 1280, $0, size: $1) },
    ]

    private static let epsilon: Float = 1e-3

    /// - Parameter features: the extent of the classifier's hidden layer.
    private static func mobileNet(
        _ name: String, _ blocks: [Block], features: Int, _ weights: any Weights, size: Int
    ) throws -> Graph {
        var modules = TorchModules(name, first: "features.0.0", size: size, weights)
        var node = try addConvolution(
            "features.0.", modules.graph.input, to: 16, kernel: 3, stride: 2, .hardSwish, &modules)
        for (index, block) in blocks.enumerated() {
            node = try add(block, "features.\(index + 1).", node, &modules)
        }
        node = try addConvolution(
            "features.\(blocks.count + 1).", node, to: 6 * modules.channels(of: node), kernel: 1, .hardSwish,
            &modules)
        node = try modules.adaptiveAverage("avgpool", node, to: 1)
        node = try modules.flatten(node)
        return try modules.network(head: "classifier", last: "classifier.3", node) { modules, node in
            var node = try modules.dense("classifier.0", node, to: features)
            node = try modules.add("classifier.1", ActivationLayer(.hardSwish), node)
            node = try modules.dropout("classifier.2", node, rate: 0.2)
            return try modules.classifier("classifier.3", node)
        }
    }

    /// Expand, filter each channel, weigh the channels, project, and add the input where shapes allow.
    private static func add(
        _ block: Block, _ name: String, _ input: Int, _ modules: inout TorchModules
    ) throws -> Int {
        let inputs = modules.channels(of: input)
        var node = input
        var index = 0
        /// The name of the block's next part.
        func next() -> String {
            defer { index += 1 }
            return "\(name)block.\(index)."
        }
        if block.hidden != inputs {
            node = try addConvolution(next(), node, to: block.hidden, kernel: 1, block.activation, &modules)
        }
        node = try addConvolution(
            next(), node, to: block.hidden, kernel: block.kernel, stride: block.stride, groups: block.hidden,
            block.activation, &modules)
        if block.squeezes { node = try addSqueezeAndExcitation(next(), node, &modules) }
        node = try addConvolution(next(), node, to: block.outputs, kernel: 1, nil, &modules)
        guard block.stride == 1, inputs == block.outputs else { return node }
        return try modules.add("\(name)add", ElementwiseArithmetic.add, node, input)
    }

    /// Every channel times a weight between 0 and 1 that follows from the means of all channels (Hu and others 2017).
    private static func addSqueezeAndExcitation(
        _ name: String, _ input: Int, _ modules: inout TorchModules
    ) throws -> Int {
        let channels = modules.channels(of: input)
        var node = try modules.adaptiveAverage("\(name)avgpool", input, to: 1)
        node = try modules.convolution("\(name)fc1", node, to: divisibleBy8(channels / 4), kernel: 1)
        node = try modules.relu("\(name)activation", node)
        node = try modules.convolution("\(name)fc2", node, to: channels, kernel: 1)
        node = try modules.add("\(name)scale_activation", ActivationLayer(.hardSigmoid()), node)
        return try modules.add("\(name)mul", ElementwiseArithmetic.multiply, node, input)
    }

    /// The nearest multiple of 8, or the next one where that would take away more than a tenth.
    private static func divisibleBy8(_ channels: Int) -> Int {
        let rounded = max(8, (channels + 4) / 8 * 8)
        return rounded * 10 < channels * 9 ? rounded + 8 : rounded
    }

    /// A convolution, batch normalisation and an activation: the modules 0, 1 and 2 under the name.
    private static func addConvolution(
        _ name: String, _ input: Int, to outputs: Int, kernel: Int, stride: Int = 1, groups: Int = 1,
        _ activation: Activation?, _ modules: inout TorchModules
    ) throws -> Int {
        var node = try modules.convolution(
            "\(name)0", input, to: outputs, kernel: kernel, stride: stride, padding: kernel / 2,
            groups: groups, hasBias: false)
        node = try modules.normalization("\(name)1", node, epsilon: epsilon, momentum: 0.01)
        guard let activation else { return node }
        return try modules.add("\(name)2", ActivationLayer(activation), node)
    }
}
