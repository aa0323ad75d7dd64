import NeuralNetwork

/// AlexNet with one tower (Krizhevsky 2014), under torchvision's names.
enum AlexNet {
    static let architectures = [
        Architecture(
            name: "alexnet", title: "AlexNet", preprocessing: .torchvision, recommendedLayer: "features.11",
            published: .torchvision(
                "The network that began it in 2012: five convolutions, three dense layers.",
                file: "alexnet-owt-7be5be79", .about(244_410_000)), anchors: ["features.0.weight"],
            firstWeights: .modules
        ) { try alexNet($0, size: $1) }
    ]

    private static func alexNet(_ weights: any Weights, size: Int) throws -> Graph {
        var modules = TorchModules("AlexNet", first: "features.0", size: size, weights)
        var node = try modules.convolution(
            "features.0", modules.graph.input, to: 64, kernel: 11, stride: 4, padding: 2)
        node = try modules.relu("features.1", node)
        node = try modules.maximum("features.2", node, kernel: 3, stride: 2)
        node = try modules.convolution("features.3", node, to: 192, kernel: 5, padding: 2)
        node = try modules.relu("features.4", node)
        node = try modules.maximum("features.5", node, kernel: 3, stride: 2)
        for (index, channels) in [(6, 384), (8, 256), (10, 256)] {
            node = try modules.convolution("features.\(index)", node, to: channels, kernel: 3, padding: 1)
            node = try modules.relu("features.\(index + 1)", node)
        }
        node = try modules.maximum("features.12", node, kernel: 3, stride: 2)
        node = try modules.adaptiveAverage("avgpool", node, to: 6)
        node = try modules.flatten(node)
        return try modules.network(head: "classifier", last: "classifier.6", node) { modules, node in
            var node = node
            for index in [0, 3] {
                let dense = "classifier.\(index + 1)"
                node = try modules.dropout("classifier.\(index)", node)
                node = try modules.dense(
                    dense, node, to: modules.count("\(dense).weight", otherwise: 4096))
                node = try modules.relu("classifier.\(index + 2)", node)
            }
            return try modules.classifier("classifier.6", node)
        }
    }
}
