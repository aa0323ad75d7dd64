import NeuralNetwork

/// VGG with 11 to 19 layers of weights (Simonyan and Zisserman 2014, configurations A, B, D and E), with and without batch
/// normalisation, under torchvision's names.
extension VGG {
    static let torchvision: [Architecture] = [
        (11, [1, 1, 2, 2, 2]), (13, [2, 2, 2, 2, 2]), (16, [2, 2, 3, 3, 3]), (19, [2, 2, 4, 4, 4]),
    ]
    .flatMap { depth, convolutions in
        [false, true].map { isNormalized in
            let layers = convolutions.reduce(0, +) * (isNormalized ? 3 : 2)
            return Architecture(
                name: "vgg\(depth)" + (isNormalized ? "_bn" : ""),
                title: "VGG\(depth)" + (isNormalized ? " with batch normalisation" : ""),
                preprocessing: .torchvision, recommendedLayer: "features.\(layers + 3)",
                published: isNormalized ? nil : published[depth], anchors: ["features.0.weight"]
            ) {
                try torchvision("VGG\(depth)", convolutions, isNormalized: isNormalized, $0, size: $1)
            }
        }
    }

    /// Published weights by depth, without batch normalisation.
    private static let published: [Int: PublishedWeights] = [
        16: .torchvision(
            "Thirteen convolutions of 3×3 and three large dense layers.", file: "vgg16-397923af",
            .exactly(553_433_881),
            sha256: "397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0"),
        19: .torchvision(
            "VGG16 with three more convolutions.", file: "vgg19-dcbb9e9d", .about(574_670_000)),
    ]

    private static func torchvision(
        _ name: String, _ convolutions: [Int], isNormalized: Bool, _ weights: any Weights, size: Int
    ) throws -> Graph {
        var modules = TorchModules(name, first: "features.0", size: size, weights)
        var node = modules.graph.input
        var index = 0
        for (channels, count) in zip([64, 128, 256, 512, 512], convolutions) {
            for _ in 0..<count {
                node = try modules.convolution("features.\(index)", node, to: channels, kernel: 3, padding: 1)
                if isNormalized {
                    index += 1
                    node = try modules.normalization("features.\(index)", node)
                }
                node = try modules.relu("features.\(index + 1)", node)
                index += 2
            }
            node = try modules.maximum("features.\(index)", node, kernel: 2, stride: 2)
            index += 1
        }
        if modules.has("pre_logits.fc1") { return try timmHead(&modules, node) }
        node = try modules.adaptiveAverage("avgpool", node, to: 7)
        node = try modules.flatten(node)
        return try modules.network(head: "classifier", last: "classifier.6", node) { modules, node in
            var node = node
            for index in [0, 3] {
                let dense = "classifier.\(index)"
                node = try modules.dense(
                    dense, node, to: modules.count("\(dense).weight", otherwise: 4096))
                node = try modules.relu("classifier.\(index + 1)", node)
                node = try modules.dropout("classifier.\(index + 2)", node)
            }
            return try modules.classifier("classifier.6", node)
        }
    }

    /// The dense layers as timm has them: convolutions of 7×7 and 1×1, and the mean over what is left.
    private static func timmHead(_ modules: inout TorchModules, _ features: Int) throws -> Graph {
        var node = try modules.shapedConvolution("pre_logits.fc1", features, padding: (0, 0))
        node = try modules.relu("pre_logits.act1", node)
        node = try modules.shapedConvolution("pre_logits.fc2", node)
        node = try modules.relu("pre_logits.act2", node)
        node = try modules.adaptiveAverage("head.global_pool", node, to: 1)
        return try modules.network(head: "head", last: "head.fc", modules.flatten(node))
    }
}
