import NeuralNetwork

/// ShuffleNet V2 (Ma and others 2018) under torchvision's names; widths and depths follow from the weights.
enum ShuffleNetV2 {
    static let architectures = [
        Architecture(
            name: "shufflenet_v2", title: "ShuffleNet V2", preprocessing: .torchvision,
            recommendedLayer: "conv5.2",
            anchors: ["stage2.0.branch1.0.weight"],
            aliases: ["x0_5", "x1_0", "x1_5", "x2_0"].map { "shufflenet_v2_\($0)" }, describe: { variant($0) }
        ) { try network($0, size: $1) }
    ]

    private static func variant(_ weights: any NetworkDetails) -> Architecture.Variant? {
        let half = weights.shape(of: "stage2.0.branch1.2.weight")?.dimensions.first ?? 0
        let width = [24: " x0.5", 58: " x1.0", 88: " x1.5", 122: " x2.0"][half] ?? ""
        return Architecture.Variant(
            title: "ShuffleNet V2" + width, preprocessing: .torchvision, recommendedLayer: "conv5.2")
    }

    private static func network(_ weights: any Weights, size: Int) throws -> Graph {
        var modules = TorchModules("ShuffleNet V2", first: "conv1.0", size: size, weights)
        var node = try modules.normalizedConvolution(
            "conv1.0", "conv1.1", modules.graph.input, stride: 2, ("conv1.2", .relu))
        node = try modules.maximum("maxpool", node, kernel: 3, stride: 2, padding: 1)
        for stage in 2...4 {
            let count = modules.count { "stage\(stage).\($0).branch2.0.weight" }
            for unit in 0..<count {
                node = try addUnit("stage\(stage).\(unit)", node, isFirst: unit == 0, &modules)
            }
        }
        node = try modules.normalizedConvolution("conv5.0", "conv5.1", node, ("conv5.2", .relu))
        node = try modules.adaptiveAverage("mean", node, to: 1)
        node = try modules.flatten(node)
        return try modules.network(head: "fc", node)
    }

    /// Half of the channels go through three convolutions, the others around them or, in the first unit, through two.
    private static func addUnit(
        _ name: String, _ input: Int, isFirst: Bool, _ modules: inout TorchModules
    ) throws -> Int {
        let channels = modules.channels(of: input)
        var left = input
        var right = input
        if isFirst {
            left = try modules.normalizedConvolution(
                "\(name).branch1.0", "\(name).branch1.1", input, stride: 2, nil)
            left = try modules.normalizedConvolution(
                "\(name).branch1.2", "\(name).branch1.3", left, ("\(name).branch1.4", .relu))
        } else {
            left = try addPart("\(name).left", Array(0..<channels / 2), input, &modules)
            right = try addPart("\(name).right", Array(channels / 2..<channels), input, &modules)
        }
        right = try modules.normalizedConvolution(
            "\(name).branch2.0", "\(name).branch2.1", right, ("\(name).branch2.2", .relu))
        right = try modules.normalizedConvolution(
            "\(name).branch2.3", "\(name).branch2.4", right, stride: isFirst ? 2 : 1, nil)
        right = try modules.normalizedConvolution(
            "\(name).branch2.5", "\(name).branch2.6", right, ("\(name).branch2.7", .relu))
        let node = try modules.add("\(name).cat", Concatenate(), left, right)
        let half = modules.channels(of: node) / 2
        return try addPart("\(name).shuffle", (0..<half).flatMap { [$0, half + $0] }, node, &modules)
    }

    private static func addPart(
        _ name: String, _ channels: [Int], _ input: Int, _ modules: inout TorchModules
    ) throws -> Int {
        try modules.add(name, Gather([nil, channels, nil, nil], summary: .operation("Channels")), input)
    }
}
