import NeuralNetwork

/// EfficientNet B0 to B7 and V2 (Tan and Le 2019 and 2021) under the names of torchvision, timm, Hugging Face's transformers and
/// the package efficientnet_pytorch. Widths, depths and kernels follow from the weights.
enum EfficientNet {
    /// How a library names the parts of the network.
    struct Names {
        let stem: (convolution: String, normalization: String)
        /// The convolution after so many stages, and its normalisation.
        let head: @Sendable (_ stages: Int) -> (convolution: String, normalization: String)
        let classifier: (module: String, last: String)
        /// The blocks of every stage, in order.
        let stages: @Sendable (TorchModules) -> [[InvertedResidual]]
    }

    /// What tells one variant from another: the channels of the last block and of the convolution after it.
    private struct Plan {
        let name, title: String
        let last, blocks: Int
        let size, shortEdge: Int
        var isSecond = false
    }

    private static let plans = [
        Plan(name: "b0", title: "EfficientNet-B0", last: 320, blocks: 16, size: 224, shortEdge: 256),
        Plan(name: "b1", title: "EfficientNet-B1", last: 320, blocks: 23, size: 240, shortEdge: 256),
        Plan(name: "b2", title: "EfficientNet-B2", last: 352, blocks: 23, size: 288, shortEdge: 288),
        Plan(name: "b3", title: "EfficientNet-B3", last: 384, blocks: 26, size: 300, shortEdge: 320),
        Plan(name: "b4", title: "EfficientNet-B4", last: 448, blocks: 32, size: 380, shortEdge: 384),
        Plan(name: "b5", title: "EfficientNet-B5", last: 512, blocks: 39, size: 456, shortEdge: 456),
        Plan(name: "b6", title: "EfficientNet-B6", last: 576, blocks: 45, size: 528, shortEdge: 528),
        Plan(name: "b7", title: "EfficientNet-B7", last: 640, blocks: 55, size: 600, shortEdge: 600),
        Plan(
            name: "v2_s", title: "EfficientNetV2-S", last: 256, blocks: 40, size: 384, shortEdge: 384,
            isSecond: true),
        Plan(
            name: "v2_m", title: "EfficientNetV2-M", last: 512, blocks: 57, size: 480, shortEdge: 480,
            isSecond: true),
        Plan(
            name: "v2_l", title: "EfficientNetV2-L", last: 640, blocks: 79, size: 480, shortEdge: 480,
            isSecond: true),
    ]

    static let architectures = [
        architecture(
            "efficientnet", "EfficientNet", torchvision, anchors: ["features.1.0.block.0.0.weight"],
            aliases: plans.map { "efficientnet_\($0.name)" }
        ) { style($0, isSame: false, isTensorFlows: false) },
        architecture(
            "timm-efficientnet", "EfficientNet (timm)", timm,
            anchors: ["blocks.0.0.conv_dw.weight", "blocks.0.0.conv.weight"],
            aliases: plans.map { "timm-efficientnet_\($0.name)" }
        ) { style($0, isSame: false, isTensorFlows: false) },
        architecture(
            "tf_efficientnet", "EfficientNet (TensorFlow's)", timm,
            anchors: ["blocks.0.0.conv_dw.weight", "blocks.0.0.conv.weight"],
            aliases: plans.map { "tf_efficientnet_\($0.name)" }, isOnlyNamed: true
        ) { style($0, isSame: true, isTensorFlows: true) },
        architecture(
            "hf-efficientnet", "EfficientNet", transformers,
            anchors: ["encoder.blocks.0.depthwise_conv.depthwise_conv.weight"], aliases: []
        ) { style($0, isSame: true, isTensorFlows: true) },
        architecture(
            "efficientnet-pytorch", "EfficientNet", package,
            anchors: ["_blocks.0._se_reduce.weight"], aliases: plans.map { "efficientnet-\($0.name)" }
        ) { style($0, isSame: true, isTensorFlows: true) },
    ]

    private static func architecture(
        _ name: String, _ title: String, _ names: Names, anchors: [String], aliases: [String],
        isOnlyNamed: Bool = false, style: @escaping @Sendable ([[InvertedResidual]]) -> InvertedResidual.Style
    ) -> Architecture {
        Architecture(
            name: name, title: title, preprocessing: .torchvision, recommendedLayer: "",
            anchors: anchors, aliases: aliases, isOnlyNamed: isOnlyNamed,
            describe: { variant(names, title, $0) }
        ) { try network(names, style: style, $0, size: $1) }
    }

    private static func variant(_ names: Names, _ title: String, _ weights: any NetworkDetails)
        -> Architecture.Variant?
    {
        let modules = TorchModules(title, first: names.stem.convolution, size: 32, weights)
        let stages = names.stages(modules)
        let layer = names.head(stages.count).normalization + ".activation"
        guard let last = stages.last?.last?.parts.last,
            let channels = modules.shape(of: "\(last.convolution).weight")?.dimensions.first,
            let plan = plans.first(where: {
                $0.last == channels && $0.isSecond == isSecond(stages)
                    && $0.blocks == stages.reduce(0) { $0 + $1.count }
            })
        else {
            return Architecture.Variant(title: title, preprocessing: .torchvision, recommendedLayer: layer)
        }
        let scaling: Preprocessing.Scaling = plan.name == "v2_l" ? .tf : .torch
        return Architecture.Variant(
            title: plan.title,
            preprocessing: Preprocessing(.centreCrop(shortEdge: plan.shortEdge), scaling, size: plan.size),
            recommendedLayer: layer)
    }

    /// Whether the first blocks are of whole convolutions, as in the second version.
    private static func isSecond(_ stages: [[InvertedResidual]]) -> Bool {
        stages.first?.first.map { $0.squeeze == nil } ?? false
    }

    /// torchvision's widest ones and the second version have TensorFlow's ε.
    private static func style(
        _ stages: [[InvertedResidual]], isSame: Bool, isTensorFlows: Bool
    ) -> InvertedResidual.Style {
        var style = InvertedResidual.Style()
        style.isSame = isSame
        if isTensorFlows { style.epsilon = 1e-3 }
        return style
    }

    private static func network(
        _ names: Names, style: @Sendable ([[InvertedResidual]]) -> InvertedResidual.Style,
        _ weights: any Weights, size: Int
    ) throws -> Graph {
        var modules = TorchModules("EfficientNet", first: names.stem.convolution, size: size, weights)
        let stages = names.stages(modules)
        var style = style(stages)
        if names.stem.convolution == "features.0.0" { style.epsilon = torchvisionEpsilon(stages, modules) }
        let strides = strides(of: stages.count)
        if names.stem.convolution == "conv_stem", modules.details?.hints.architecture == nil {
            modules.details?.assume(.sameNames("EfficientNet", others: "tf_efficientnet"))
        }
        var node = try modules.normalizedConvolution(
            names.stem.convolution, names.stem.normalization, modules.graph.input, stride: 2,
            isSame: style.isSame, epsilon: style.epsilon, ("\(names.stem.normalization).activation", .silu))
        guard !stages.isEmpty, stages.allSatisfy({ !$0.isEmpty }) else {
            throw BareWeightsError.Misfit.missing(names.head(stages.count).convolution)
        }
        try checkSqueezes(stages, modules)
        let head = names.head(stages.count)
        for (index, stage) in stages.enumerated() {
            for (position, var block) in stage.enumerated() {
                block.style = style
                block.stride = position == 0 ? strides[index] : 1
                node = try block.add(to: &modules, node)
            }
        }
        node = try modules.normalizedConvolution(
            head.convolution, head.normalization, node, isSame: style.isSame, epsilon: style.epsilon,
            ("\(head.normalization).activation", .silu))
        node = try modules.adaptiveAverage("avgpool", node, to: 1)
        node = try modules.flatten(node)
        return try modules.network(head: names.classifier.module, last: names.classifier.last, node)
    }

    /// Other networks of such blocks have the same names and other activations: here every block squeezes, or the first ones
    /// are whole convolutions and some of the others squeeze.
    private static func checkSqueezes(_ stages: [[InvertedResidual]], _ modules: TorchModules) throws {
        let blocks = stages.flatMap(\.self)
        let name = "\(blocks[0].parts.first?.convolution ?? "").weight"
        let isWhole = modules.extent(name, axis: 1) ?? 1 > 1
        let squeezes = blocks.contains { $0.squeeze != nil }
        guard squeezes, isWhole || blocks[0].squeeze != nil else {
            throw BareWeightsError.Misfit.missing("\(blocks[0].name).se.conv_reduce.weight")
        }
    }

    /// The first block's stride in each stage: seven of the first version and of V2-M and L, six of V2-S.
    static func strides(of stages: Int) -> [Int] {
        let strides = [1, 2, 2, 2, 1, 2, 1]
        return stages <= strides.count
            ? strides : strides + Array(repeating: 1, count: stages - strides.count)
    }

    private static func torchvisionEpsilon(_ stages: [[InvertedResidual]], _ modules: TorchModules) -> Float {
        let last = modules.shape(of: "features.\(stages.count + 1).0.weight")?.dimensions.first ?? 0
        return isSecond(stages) || last >= 2048 ? 1e-3 : TorchModules.epsilon
    }
}
