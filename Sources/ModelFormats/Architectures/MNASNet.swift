import NeuralNetwork

/// MnasNet (Tan and others 2018) under torchvision's names; widths follow from the weights.
enum MNASNet {
    static let architectures = [
        Architecture(
            name: "mnasnet", title: "MnasNet", preprocessing: .torchvision, recommendedLayer: "layers.16",
            anchors: ["layers.8.0.layers.0.weight"],
            aliases: ["0_5", "0_75", "1_0", "1_3"].map { "mnasnet\($0)" }
        ) { try network($0, size: $1) }
    ]

    private static func network(_ weights: any Weights, size: Int) throws -> Graph {
        var modules = TorchModules("MnasNet", first: "layers.0", size: size, weights)
        var node = try modules.normalizedConvolution(
            "layers.0", "layers.1", modules.graph.input, stride: 2, ("layers.2", .relu))
        node = try modules.normalizedConvolution("layers.3", "layers.4", node, ("layers.5", .relu))
        node = try modules.normalizedConvolution("layers.6", "layers.7", node, nil)
        for (stage, stride) in zip(8..., [2, 2, 2, 1, 2, 1]) {
            let count = modules.count { "layers.\(stage).\($0).layers.0.weight" }
            for block in 0..<count {
                let name = "layers.\(stage).\(block)"
                var residual = InvertedResidual(
                    name: name,
                    parts: [0, 3, 6].map {
                        .init(convolution: "\(name).layers.\($0)", normalization: "\(name).layers.\($0 + 1)")
                    }
                ).completed(modules)
                residual.stride = block == 0 ? stride : 1
                residual.style.activation = .relu
                node = try residual.add(to: &modules, node)
            }
        }
        node = try modules.normalizedConvolution("layers.14", "layers.15", node, ("layers.16", .relu))
        node = try modules.adaptiveAverage("mean", node, to: 1)
        node = try modules.flatten(node)
        return try modules.network(head: "classifier", last: "classifier.1", node)
    }
}
