import NeuralNetwork

/// GoogLeNet with batch normalisation (Szegedy and others 2014) under torchvision's names. The two classifiers that help the training
/// are left aside.
enum GoogLeNet {
    static let architectures = [
        Architecture(
            name: "googlenet", title: "GoogLeNet",
            preprocessing: Preprocessing(.centreCrop(shortEdge: 256), .tf, size: 224),
            recommendedLayer: "inception5b.cat", anchors: ["inception3a.branch1.conv.weight"]
        ) { try network($0, size: $1) }
    ]

    static let epsilon: Float = 1e-3

    private static func network(_ weights: any Weights, size: Int) throws -> Graph {
        var modules = TorchModules("GoogLeNet", first: "conv1.conv", size: size, weights)
        for name in ["aux1.", "aux2."] { modules.details?.leaveAside(name) }
        var node = try add("conv1", modules.graph.input, stride: 2, &modules)
        node = try modules.maximum("maxpool1", node, kernel: 3, stride: 2, ceilMode: true)
        node = try add("conv2", node, &modules)
        node = try add("conv3", node, &modules)
        node = try modules.maximum("maxpool2", node, kernel: 3, stride: 2, ceilMode: true)
        for name in ["3a", "3b"] { node = try addInception("inception\(name)", node, &modules) }
        node = try modules.maximum("maxpool3", node, kernel: 3, stride: 2, ceilMode: true)
        for name in ["4a", "4b", "4c", "4d", "4e"] {
            node = try addInception("inception\(name)", node, &modules)
        }
        node = try modules.maximum("maxpool4", node, kernel: 2, stride: 2, ceilMode: true)
        for name in ["5a", "5b"] { node = try addInception("inception\(name)", node, &modules) }
        node = try modules.adaptiveAverage("avgpool", node, to: 1)
        node = try modules.flatten(node)
        node = try modules.dropout("dropout", node, rate: 0.2)
        return try modules.network(head: "fc", node)
    }

    private static func add(
        _ name: String, _ input: Int, stride: Int = 1, _ modules: inout TorchModules
    ) throws -> Int {
        try modules.normalizedConvolution(
            "\(name).conv", "\(name).bn", input, stride: stride, epsilon: epsilon, ("\(name).relu", .relu))
    }

    private static func addInception(_ name: String, _ input: Int, _ modules: inout TorchModules) throws
        -> Int
    {
        var parts = [try add("\(name).branch1", input, &modules)]
        for branch in ["branch2", "branch3"] {
            let node = try add("\(name).\(branch).0", input, &modules)
            parts.append(try add("\(name).\(branch).1", node, &modules))
        }
        let window = Window([3, 3], padding: .all(1), ceilMode: true)
        let node = try modules.add("\(name).branch4.0", Pooling(.maximum, window: window), input)
        parts.append(try add("\(name).branch4.1", node, &modules))
        return try modules.add("\(name).cat", Concatenate(), parts)
    }
}
