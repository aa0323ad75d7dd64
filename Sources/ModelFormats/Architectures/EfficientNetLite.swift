import NeuralNetwork
import Tensors

/// EfficientNet-Lite0 to 4 (Google 2020: EfficientNet of Tan and Le 2019 with ReLU6 and without squeeze-and-excitation),
/// under the layer names of the package efficientnet_lite_pytorch 0.1.0.
public enum EfficientNetLite {
    private struct Stage {
        let kernel, stride, expansion, channels, repeats: Int
    }

    private static let stages = [
        Stage(kernel: 3, stride: 1, expansion: 1, channels: 16, repeats: 1),
        Stage(kernel: 3, stride: 2, expansion: 6, channels: 24, repeats: 2),
        Stage(kernel: 5, stride: 2, expansion: 6, channels: 40, repeats: 2),
        Stage(kernel: 3, stride: 2, expansion: 6, channels: 80, repeats: 3),
        Stage(kernel: 5, stride: 1, expansion: 6, channels: 112, repeats: 3),
        Stage(kernel: 5, stride: 2, expansion: 6, channels: 192, repeats: 4),
        Stage(kernel: 3, stride: 1, expansion: 6, channels: 320, repeats: 1),
    ]
    private static let epsilon: Float = 1e-3

    /// How much wider and deeper than Lite0, and for pictures of which size.
    private struct Plan {
        let width, depth: Double
        let size: Int

        /// Rounded to a multiple of 8 that is not below nine tenths.
        func channels(_ count: Int) -> Int {
            let wanted = Double(count) * width
            let rounded = max(8, Int(wanted + 4) / 8 * 8)
            return Double(rounded) < 0.9 * wanted ? rounded + 8 : rounded
        }

        func repeats(_ count: Int) -> Int { Int((Double(count) * depth).rounded(.up)) }
    }

    private static let plans = [
        Plan(width: 1, depth: 1, size: 224), Plan(width: 1, depth: 1.1, size: 240),
        Plan(width: 1.1, depth: 1.2, size: 260), Plan(width: 1.2, depth: 1.4, size: 280),
        Plan(width: 1.4, depth: 1.8, size: 300),
    ]

    private static let embedded = PublishedWeights(
        summary: "1000 classes of ImageNet, small and fast; its weights ship with the program.",
        licence: "Apache 2.0", publisher: "Google (TensorFlow)",
        place: .embedded("Resources/models/efficientnet-lite0.safetensors"))

    static let architectures = plans.enumerated().map { index, plan in
        Architecture(
            name: "efficientnet-lite\(index)", title: "EfficientNet-Lite\(index)",
            preprocessing: Preprocessing(.centreSquare(padding: 32), .lite, size: plan.size),
            recommendedLayer: "_swish1", published: index == 0 ? embedded : nil,
            anchors: ["_blocks.0._depthwise_conv.weight"]
        ) { try network("EfficientNet-Lite\(index)", plan, &$0, size: $1) }
    }

    /// - Parameters:
    ///   - weights: `_conv_stem.weight`, `_blocks.0._depthwise_conv.weight`, `_fc.bias` and so on.
    ///   - size: rows and columns of the input, a multiple of 32.
    public static func lite0(_ weights: inout some Weights, size: Int = 224) throws -> Graph {
        try network("EfficientNet-Lite0", plans[0], &weights, size: size)
    }

    /// The first and the last stage keep their depth, the stem and the head their width.
    private static func network(
        _ name: String, _ plan: Plan, _ weights: inout some Weights, size: Int
    ) throws -> Graph {
        let pictureChannels =
            weights.shape(of: "_conv_stem.weight").flatMap { $0.rank == 4 && $0[1] > 0 ? $0[1] : nil } ?? 3
        var builder = GraphBuilder(name: name, input: [pictureChannels, size, size])
        builder.scope = ["stem"]
        var node = try addConvolution(
            "", "_conv_stem", "_bn0", "_swish", builder.input, channels: 32, kernel: 3, stride: 2,
            to: &builder, &weights)
        var block = 0
        for (index, stage) in stages.enumerated() {
            let isScaled = index > 0 && index < stages.count - 1
            let channels = plan.channels(stage.channels)
            for repeated in 0..<(isScaled ? plan.repeats(stage.repeats) : stage.repeats) {
                builder.scope = ["stage \(index + 1)", "block \(block)"]
                node = try addBlock(
                    "_blocks.\(block).", stage, channels: channels,
                    stride: repeated == 0 ? stage.stride : 1, node, to: &builder, &weights)
                block += 1
            }
        }
        builder.scope = ["head"]
        node = try addConvolution(
            "", "_conv_head", "_bn1", "_swish1", node, channels: 1280, kernel: 1, stride: 1, to: &builder,
            &weights)
        node = try builder.add(
            "_avg_pooling", GlobalPooling(.average(countsPadding: true), keepsAxes: false), node)
        node = try builder.add("_dropout", Identity(dropout: 0.2), node)
        let classes =
            weights.shape(of: "_fc.bias").flatMap { $0.rank == 1 && $0[0] > 0 ? $0[0] : nil } ?? 1000
        let dense = Dense(
            weights: try weights.tensor("_fc.weight", [classes, 1280]),
            bias: try weights.tensor("_fc.bias", [classes]))
        node = try builder.add("_fc", dense, node)
        return builder.build(logits: node)
    }

    /// A mobile inverted bottleneck: expand, filter each channel, project, and add the input where shapes allow.
    private static func addBlock(
        _ prefix: String, _ stage: Stage, channels: Int, stride: Int, _ input: Int,
        to builder: inout GraphBuilder,
        _ weights: inout some Weights
    ) throws -> Int {
        let inputChannels = builder.shape(of: input)[0]
        let hidden = inputChannels * stage.expansion
        var node = input
        if stage.expansion != 1 {
            node = try addConvolution(
                prefix, "_expand_conv", "_bn0", "_swish0", node, channels: hidden, kernel: 1, stride: 1,
                to: &builder,
                &weights)
        }
        node = try addConvolution(
            prefix, "_depthwise_conv", "_bn1", "_swish1", node, channels: hidden, kernel: stage.kernel,
            stride: stride,
            groups: hidden, to: &builder, &weights)
        node = try addConvolution(
            prefix, "_project_conv", "_bn2", nil, node, channels: channels, kernel: 1, stride: 1,
            to: &builder,
            &weights)
        guard stride == 1, inputChannels == channels else { return node }
        return try builder.add(prefix + "add", ElementwiseArithmetic.add, node, input)
    }

    /// A convolution padded as TensorFlow does, batch normalisation, and ReLU6 under the name `activation`.
    private static func addConvolution(
        _ prefix: String, _ name: String, _ normalization: String, _ activation: String?, _ input: Int,
        channels: Int,
        kernel: Int, stride: Int, groups: Int = 1, to builder: inout GraphBuilder,
        _ weights: inout some Weights
    ) throws -> Int {
        let inputChannels = builder.shape(of: input)[0] / groups
        let convolution = Convolution(
            weights: try weights.tensor(
                "\(prefix)\(name).weight", [channels, inputChannels, kernel, kernel]),
            window: Window([kernel, kernel], stride: [stride, stride], padding: .same), groups: groups)
        var node = try builder.add(prefix + name, convolution, input)
        let statistics = try ["weight", "bias", "running_mean", "running_var"].map {
            try weights.tensor("\(prefix)\(normalization).\($0)", [channels])
        }
        node = try builder.add(
            prefix + normalization,
            BatchNormalization(
                scale: statistics[0], offset: statistics[1], mean: statistics[2], variance: statistics[3],
                epsilon: epsilon, momentum: 0.01), node)
        guard let activation else { return node }
        return try builder.add(prefix + activation, ActivationLayer(.relu6), node)
    }
}
