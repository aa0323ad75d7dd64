import NeuralNetwork

/// DenseNets (Huang, Liu, van der Maaten and Weinberger 2016), under torchvision's names; weights under the names of
/// its first files (`norm.1` for `norm1`) are taken as well.
enum DenseNet {
    private struct Plan {
        let depth, growth, stem: Int
        let blocks: [Int]
        let published: PublishedWeights?
    }

    private static let plans = [
        Plan(
            depth: 121, growth: 32, stem: 64, blocks: [6, 12, 24, 16],
            published: .torchvision(
                "Every layer reads all layers before it in its block.", file: "densenet121-a639ec97",
                .about(32_340_000))),
        Plan(depth: 161, growth: 48, stem: 96, blocks: [6, 12, 36, 24], published: nil),
        Plan(depth: 169, growth: 32, stem: 64, blocks: [6, 12, 32, 32], published: nil),
        Plan(depth: 201, growth: 32, stem: 64, blocks: [6, 12, 48, 32], published: nil),
    ]

    static let architectures = plans.map { plan in
        Architecture(
            name: "densenet\(plan.depth)", title: "DenseNet-\(plan.depth)", preprocessing: .torchvision,
            recommendedLayer: "features.norm5", published: plan.published,
            anchors: [
                "features.denseblock1.denselayer1.conv1.weight",
                "features.denseblock1.denselayer1.conv.1.weight",
            ]
        ) { try denseNet(plan, $0, size: $1) }
    }

    private static func denseNet(_ plan: Plan, _ weights: any Weights, size: Int) throws -> Graph {
        var modules = TorchModules("DenseNet-\(plan.depth)", first: "features.conv0", size: size, weights)
        var node = try modules.convolution(
            "features.conv0", modules.graph.input, to: plan.stem, kernel: 7, stride: 2, padding: 3,
            hasBias: false)
        node = try modules.normalization("features.norm0", node)
        node = try modules.relu("features.relu0", node)
        node = try modules.maximum("features.pool0", node, kernel: 3, stride: 2, padding: 1)
        for (index, count) in plan.blocks.enumerated() {
            let block = "features.denseblock\(index + 1)."
            var features = [node]
            for layer in 1...count {
                let name = "\(block)denselayer\(layer)."
                if layer > 1 { node = try modules.add("\(name)cat", Concatenate(), features) }
                features.append(try addLayer(name, node, growth: plan.growth, to: &modules))
            }
            node = try modules.add("\(block)cat", Concatenate(), features)
            guard index < plan.blocks.count - 1 else { break }
            node = try addTransition("features.transition\(index + 1).", node, to: &modules)
        }
        node = try modules.normalization("features.norm5", node)
        node = try modules.relu("relu", node)
        node = try modules.adaptiveAverage("avgpool", node, to: 1)
        node = try modules.flatten(node)
        return try modules.network(head: "classifier", node)
    }

    private static func addLayer(
        _ name: String, _ input: Int, growth: Int, to modules: inout TorchModules
    ) throws -> Int {
        let isOld = modules.hasParameter("\(name)norm.1.weight")
        func parameters(_ module: String, _ index: Int) -> String {
            isOld ? "\(name)\(module).\(index)" : "\(name)\(module)\(index)"
        }
        var node = try modules.normalization("\(name)norm1", input, parameters: parameters("norm", 1))
        node = try modules.relu("\(name)relu1", node)
        node = try modules.convolution(
            "\(name)conv1", node, to: 4 * growth, kernel: 1, hasBias: false, parameters: parameters("conv", 1)
        )
        node = try modules.normalization("\(name)norm2", node, parameters: parameters("norm", 2))
        node = try modules.relu("\(name)relu2", node)
        return try modules.convolution(
            "\(name)conv2", node, to: growth, kernel: 3, padding: 1, hasBias: false,
            parameters: parameters("conv", 2))
    }

    private static func addTransition(
        _ name: String, _ input: Int, to modules: inout TorchModules
    ) throws -> Int {
        var node = try modules.normalization("\(name)norm", input)
        node = try modules.relu("\(name)relu", node)
        node = try modules.convolution(
            "\(name)conv", node, to: modules.channels(of: node) / 2, kernel: 1, hasBias: false)
        let window = Window([2, 2], stride: [2, 2])
        return try modules.add("\(name)pool", Pooling(.average(countsPadding: true), window: window), node)
    }
}
