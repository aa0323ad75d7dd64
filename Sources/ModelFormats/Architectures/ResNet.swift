import NeuralNetwork

/// ResNets (He, Zhang, Ren and Sun 2015; stride on the 3×3 convolution of a bottleneck), under torchvision's names.
///
/// The widths inside the bottlenecks follow from the weights, so that ResNeXt and Wide ResNet are read as well.
enum ResNet {
    private struct Plan {
        let depth: Int
        let blocks: [Int]
        let isBottleneck: Bool
        let published: PublishedWeights
    }

    private static let plans = [
        Plan(
            depth: 18, blocks: [2, 2, 2, 2], isBottleneck: false,
            published: .torchvision(
                "The smallest network with shortcuts around its layers.", file: "resnet18-f37072fd",
                .exactly(46_830_571),
                sha256: "f37072fd47e89c5e827621c5baffa7500819f7896bbacec160b1a16c560e07ec")),
        Plan(
            depth: 34, blocks: [3, 4, 6, 3], isBottleneck: false,
            published: .torchvision(
                "ResNet-18 with twice the blocks.", file: "resnet34-b627a593", .about(87_320_000))),
        Plan(
            depth: 50, blocks: [3, 4, 6, 3], isBottleneck: true,
            published: .torchvision(
                "The usual yardstick: sixteen blocks of three convolutions.", file: "resnet50-0676ba61",
                .exactly(102_530_333),
                sha256: "0676ba61b6795bbe1773cffd859882e5e297624d384b6993f7c9e683e722fb8a")),
        Plan(
            depth: 101, blocks: [3, 4, 23, 3], isBottleneck: true,
            published: .torchvision(
                "ResNet-50 with a longer third stage.", file: "resnet101-63fe2227", .about(178_790_000))),
        Plan(
            depth: 152, blocks: [3, 8, 36, 3], isBottleneck: true,
            published: .torchvision(
                "The deepest of the ResNets.", file: "resnet152-394f9c45", .about(241_630_000))),
    ]

    static let architectures = plans.map { plan in
        Architecture(
            name: "resnet\(plan.depth)", title: "ResNet-\(plan.depth)", preprocessing: .torchvision,
            recommendedLayer: "layer4.\(plan.blocks[3] - 1).relu_\(plan.isBottleneck ? 2 : 1)",
            published: plan.published, anchors: ["layer1.0.conv1.weight"]
        ) { try resNet(plan, $0, size: $1) }
    }

    private static func resNet(_ plan: Plan, _ weights: any Weights, size: Int) throws -> Graph {
        var modules = TorchModules("ResNet-\(plan.depth)", first: "conv1", size: size, weights)
        var node = try modules.convolution(
            "conv1", modules.graph.input, to: 64, kernel: 7, stride: 2, padding: 3, hasBias: false)
        node = try modules.normalization("bn1", node)
        node = try modules.relu("relu", node)
        node = try modules.maximum("maxpool", node, kernel: 3, stride: 2, padding: 1)
        for (stage, count) in plan.blocks.enumerated() {
            for block in 0..<count {
                node = try addBlock(
                    "layer\(stage + 1).\(block).", node, channels: 64 << stage,
                    stride: stage > 0 && block == 0 ? 2 : 1, isBottleneck: plan.isBottleneck, to: &modules)
            }
        }
        node = try modules.adaptiveAverage("avgpool", node, to: 1)
        node = try modules.flatten(node)
        return try modules.network(head: "fc", node)
    }

    private static func addBlock(
        _ name: String, _ input: Int, channels: Int, stride: Int, isBottleneck: Bool,
        to modules: inout TorchModules
    ) throws -> Int {
        var node = input
        let outputs = isBottleneck ? channels * 4 : channels
        if isBottleneck {
            let width = modules.count("\(name)conv1.weight", otherwise: channels)
            let perGroup = modules.extent("\(name)conv2.weight", axis: 1) ?? width
            let groups = width % perGroup == 0 ? width / perGroup : 1
            node = try modules.convolution("\(name)conv1", node, to: width, kernel: 1, hasBias: false)
            node = try modules.normalization("\(name)bn1", node)
            node = try modules.relu("\(name)relu", node)
            node = try modules.convolution(
                "\(name)conv2", node, to: width, kernel: 3, stride: stride, padding: 1, groups: groups,
                hasBias: false)
            node = try modules.normalization("\(name)bn2", node)
            node = try modules.relu("\(name)relu_1", node)
            node = try modules.convolution("\(name)conv3", node, to: outputs, kernel: 1, hasBias: false)
            node = try modules.normalization("\(name)bn3", node)
        } else {
            node = try modules.convolution(
                "\(name)conv1", node, to: channels, kernel: 3, stride: stride, padding: 1, hasBias: false)
            node = try modules.normalization("\(name)bn1", node)
            node = try modules.relu("\(name)relu", node)
            node = try modules.convolution(
                "\(name)conv2", node, to: channels, kernel: 3, padding: 1, hasBias: false)
            node = try modules.normalization("\(name)bn2", node)
        }
        var shortcut = input
        if stride != 1 || modules.channels(of: input) != outputs {
            shortcut = try modules.convolution(
                "\(name)downsample.0", input, to: outputs, kernel: 1, stride: stride, hasBias: false)
            shortcut = try modules.normalization("\(name)downsample.1", shortcut)
        }
        node = try modules.add("\(name)add", ElementwiseArithmetic.add, node, shortcut)
        return try modules.relu("\(name)relu_\(isBottleneck ? 2 : 1)", node)
    }
}
