import NeuralNetwork

/// The mobile networks that timm builds of the blocks of EfficientNet: MobileNet of the second and third version (Sandler and others
/// 2018, Howard and others 2019), MnasNet (Tan and others 2018) and EfficientNet-Lite.
enum TimmMobile {
    /// What the names leave open: strides and activations.
    private struct Plan {
        let title: String
        let strides: [Int]
        var activation = Activation.relu6
        /// Stages with a rectifier in place of the activation.
        var plainStages = 0
        /// Whether the last convolution follows the mean over the picture.
        var endsInMean = false
    }

    static let architectures = [
        Architecture(
            name: "timm-mobilenet", title: "MobileNet (timm)", preprocessing: .torchvision,
            recommendedLayer: "",
            anchors: ["blocks.0.0.conv_dw.weight"],
            aliases: [
                "mobilenetv2_100", "mobilenetv3_small_100", "mobilenetv3_large_100", "mnasnet_100",
                "efficientnet_lite0",
            ],
            describe: { weights in
                let modules = TorchModules("MobileNet", first: "conv_stem", size: 32, weights)
                let plan = try? plan(EfficientNet.timmStages(modules), modules)
                return plan.map { Architecture.Variant(title: $0.title, preprocessing: .torchvision) }
            }
        ) { try network($0, size: $1) }
    ]

    private static func plan(_ stages: [[InvertedResidual]], _ modules: TorchModules) throws -> Plan {
        let counts = stages.map(\.count)
        let usual = [1, 2, 2, 2, 1, 2, 1]
        guard counts.count > 5, let first = stages[0].first else {
            throw BareWeightsError.Misfit.missing("blocks.5.0.conv_pw.weight")
        }
        if !modules.has("bn2") {
            let isSmall = counts.count == 6
            return Plan(
                title: isSmall ? "MobileNet V3 small" : "MobileNet V3 large",
                strides: isSmall ? [2, 2, 2, 1, 2, 1] : usual, activation: .hardSwish,
                plainStages: isSmall ? 2 : 3,
                endsInMean: true)
        }
        if let squeezed = stages.joined().first(where: { $0.squeeze != nil }) {
            throw BareWeightsError.Misfit.unused(squeezed.squeeze!.0 + ".weight")
        }
        guard first.parts.count == 2, counts.count == 7, stages[2][0].parts.count > 1 else {
            throw BareWeightsError.Misfit.missing("blocks.6.0.conv_pw.weight")
        }
        if counts[1] == 3 { return Plan(title: "MnasNet", strides: usual, activation: .relu) }
        let second = modules.extent("\(stages[2][0].parts[1].convolution).weight", axis: 2)
        return Plan(title: second == 3 ? "MobileNetV2" : "EfficientNet-Lite", strides: usual)
    }

    private static func network(_ weights: any Weights, size: Int) throws -> Graph {
        var modules = TorchModules("MobileNet", first: "conv_stem", size: size, weights)
        let stages = EfficientNet.timmStages(modules)
        let plan = try plan(stages, modules)
        var node = try modules.normalizedConvolution(
            "conv_stem", "bn1", modules.graph.input, stride: 2, ("act1", plan.activation))
        for (index, stage) in stages.enumerated() {
            for (position, var block) in stage.enumerated() {
                block.stride = position == 0 && index < plan.strides.count ? plan.strides[index] : 1
                let isPlain = index < plan.plainStages
                block.style = InvertedResidual.Style(
                    activation: isPlain ? .relu : plan.activation, inner: .relu, gate: .hardSigmoid())
                if plan.endsInMean, block.parts.count == 2, index == 0 { block.style.activation = .relu }
                node = try block.add(to: &modules, node)
            }
        }
        guard plan.endsInMean else {
            node = try modules.normalizedConvolution("conv_head", "bn2", node, ("act2", plan.activation))
            node = try modules.adaptiveAverage("global_pool", node, to: 1)
            return try modules.network(head: "classifier", modules.flatten(node))
        }
        node = try modules.adaptiveAverage("global_pool", node, to: 1)
        node = try modules.shapedConvolution("conv_head", node)
        node = try modules.add("act2", ActivationLayer(plan.activation), node)
        return try modules.network(head: "classifier", modules.flatten(node))
    }
}
