/// What each library calls the parts of an EfficientNet.
extension EfficientNet {
    static let torchvision = Names(
        stem: ("features.0.0", "features.0.1"), head: { ("features.\($0 + 1).0", "features.\($0 + 1).1") },
        classifier: ("classifier", "classifier.1")
    ) { modules in
        var stages: [[InvertedResidual]] = []
        while stages.count < 16 {
            let stage = "features.\(stages.count + 1)"
            let count = modules.count { "\(stage).\($0).block.0.0.weight" }
            guard count > 0 else { break }
            stages.append((0..<count).map { torchvisionBlock("\(stage).\($0)", modules) })
        }
        return stages
    }

    private static func torchvisionBlock(_ name: String, _ modules: TorchModules) -> InvertedResidual {
        var block = InvertedResidual(name: name, parts: [])
        for index in 0..<4 {
            let part = "\(name).block.\(index)"
            if modules.has("\(part).fc1") {
                block.squeeze = ("\(part).fc1", "\(part).fc2")
            } else if modules.has("\(part).0") {
                block.parts.append(.init(convolution: "\(part).0", normalization: "\(part).1"))
            }
        }
        return block.completed(modules)
    }

    static let timm = Names(
        stem: ("conv_stem", "bn1"), head: { _ in ("conv_head", "bn2") },
        classifier: ("classifier", "classifier")
    ) { timmStages($0) }

    /// The stages of the networks that timm builds of such blocks.
    static func timmStages(_ modules: TorchModules) -> [[InvertedResidual]] {
        var stages: [[InvertedResidual]] = []
        while stages.count < 16 {
            var blocks: [InvertedResidual] = []
            while blocks.count < 1000,
                let block = timmBlock("blocks.\(stages.count).\(blocks.count)", modules)
            {
                blocks.append(block)
            }
            guard !blocks.isEmpty else { break }
            stages.append(blocks)
        }
        return stages
    }

    private static func timmBlock(_ name: String, _ modules: TorchModules) -> InvertedResidual? {
        var convolutions: [String] = []
        if modules.has("\(name).conv_exp") {
            convolutions = ["conv_exp", "conv_pwl"]
        } else if modules.has("\(name).conv_pwl") {
            convolutions = ["conv_pw", "conv_dw", "conv_pwl"]
        } else if modules.has("\(name).conv_dw") {
            convolutions = ["conv_dw", "conv_pw"]
        } else if modules.has("\(name).conv") {
            convolutions = ["conv"]
        }
        guard !convolutions.isEmpty else { return nil }
        var block = InvertedResidual(name: name, parts: [])
        for (index, convolution) in convolutions.enumerated() {
            block.parts.append(
                .init(convolution: "\(name).\(convolution)", normalization: "\(name).bn\(index + 1)"))
        }
        if modules.has("\(name).se.conv_reduce") {
            block.squeeze = ("\(name).se.conv_reduce", "\(name).se.conv_expand")
        }
        return block.completed(modules)
    }

    static let transformers = Names(
        stem: ("embeddings.convolution", "embeddings.batchnorm"),
        head: { _ in ("encoder.top_conv", "encoder.top_bn") },
        classifier: ("classifier", "classifier")
    ) { modules in
        flatStages(modules) { index in
            let name = "encoder.blocks.\(index)"
            let depthwise = "\(name).depthwise_conv.depthwise_conv"
            guard modules.has(depthwise) else { return nil }
            var block = InvertedResidual(name: name, parts: [])
            if modules.has("\(name).expansion.expand_conv") {
                block.parts.append(
                    .init(
                        convolution: "\(name).expansion.expand_conv",
                        normalization: "\(name).expansion.expand_bn"))
            }
            block.parts.append(
                .init(convolution: depthwise, normalization: "\(name).depthwise_conv.depthwise_norm"))
            block.parts.append(
                .init(
                    convolution: "\(name).projection.project_conv",
                    normalization: "\(name).projection.project_bn"))
            block.squeeze = ("\(name).squeeze_excite.reduce", "\(name).squeeze_excite.expand")
            return block.completed(modules)
        }
    }

    static let package = Names(
        stem: ("_conv_stem", "_bn0"), head: { _ in ("_conv_head", "_bn1") }, classifier: ("_fc", "_fc")
    ) { modules in
        flatStages(modules) { index in
            let name = "_blocks.\(index)"
            guard modules.has("\(name)._depthwise_conv") else { return nil }
            var block = InvertedResidual(name: name, parts: [])
            let pairs = [("_expand_conv", "_bn0"), ("_depthwise_conv", "_bn1"), ("_project_conv", "_bn2")]
            for (convolution, normalization) in pairs where modules.has("\(name).\(convolution)") {
                block.parts.append(
                    .init(convolution: "\(name).\(convolution)", normalization: "\(name).\(normalization)"))
            }
            block.squeeze = ("\(name)._se_reduce", "\(name)._se_expand")
            return block.completed(modules)
        }
    }

    /// Blocks that are numbered through: a stage begins where the channels change.
    private static func flatStages(
        _ modules: TorchModules, block: (Int) -> InvertedResidual?
    ) -> [[InvertedResidual]] {
        var stages: [[InvertedResidual]] = []
        var channels = 0
        var index = 0
        while index < 1000, let block = block(index) {
            let outputs = block.parts.last.flatMap {
                modules.shape(of: "\($0.convolution).weight")?.dimensions.first
            }
            if outputs == channels, !stages.isEmpty {
                stages[stages.count - 1].append(block)
            } else {
                stages.append([block])
                channels = outputs ?? 0
            }
            index += 1
        }
        return stages
    }
}

extension InvertedResidual {
    /// With the stride at the first convolution that is wider than one pixel, and no activation after the last of several.
    func completed(_ modules: TorchModules) -> InvertedResidual {
        var block = self
        let wide = parts.firstIndex { part in
            modules.shape(of: "\(part.convolution).weight").map { $0.rank == 4 && $0[2] > 1 } ?? false
        }
        if !parts.isEmpty { block.parts[wide ?? 0].takesStride = true }
        if parts.count > 1 { block.parts[parts.count - 1].isActivated = false }
        return block
    }
}
