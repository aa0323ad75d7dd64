import NeuralNetwork

/// Inception v3 (Szegedy and others 2015) under torchvision's names. The classifier that helps the training is left aside.
enum InceptionV3 {
    static let architectures = [
        Architecture(
            name: "inception_v3", title: "Inception v3",
            preprocessing: Preprocessing(.centreCrop(shortEdge: 342), .tf, size: 299),
            recommendedLayer: "Mixed_7c.cat", anchors: ["Mixed_5b.branch1x1.conv.weight"]
        ) { try network($0, size: $1) }
    ]

    /// A convolution of a branch: its name, stride and padding.
    private struct Part {
        let name: String
        var stride = 1
        var isPadded = true

        init(_ name: String, stride: Int = 1, isPadded: Bool = true) {
            self.name = name
            self.stride = stride
            self.isPadded = isPadded
        }
    }

    private static func network(_ weights: any Weights, size: Int) throws -> Graph {
        var modules = TorchModules("Inception v3", first: "Conv2d_1a_3x3.conv", size: size, weights)
        modules.details?.leaveAside("AuxLogits.")
        var node = try add(Part("Conv2d_1a_3x3", stride: 2, isPadded: false), modules.graph.input, &modules)
        node = try add(Part("Conv2d_2a_3x3", isPadded: false), node, &modules)
        node = try add(Part("Conv2d_2b_3x3"), node, &modules)
        node = try modules.maximum("maxpool1", node, kernel: 3, stride: 2)
        node = try add(Part("Conv2d_3b_1x1"), node, &modules)
        node = try add(Part("Conv2d_4a_3x3", isPadded: false), node, &modules)
        node = try modules.maximum("maxpool2", node, kernel: 3, stride: 2)
        for name in ["Mixed_5b", "Mixed_5c", "Mixed_5d"] { node = try addFirst(name, node, &modules) }
        node = try addReduction(
            "Mixed_6a",
            [
                [Part("branch3x3", stride: 2, isPadded: false)],
                [
                    Part("branch3x3dbl_1"), Part("branch3x3dbl_2"),
                    Part("branch3x3dbl_3", stride: 2, isPadded: false),
                ],
            ], node, &modules)
        for name in ["Mixed_6b", "Mixed_6c", "Mixed_6d", "Mixed_6e"] {
            node = try addSecond(name, node, &modules)
        }
        node = try addReduction(
            "Mixed_7a",
            [
                [Part("branch3x3_1"), Part("branch3x3_2", stride: 2, isPadded: false)],
                [
                    Part("branch7x7x3_1"), Part("branch7x7x3_2"), Part("branch7x7x3_3"),
                    Part("branch7x7x3_4", stride: 2, isPadded: false),
                ],
            ], node, &modules)
        for name in ["Mixed_7b", "Mixed_7c"] { node = try addThird(name, node, &modules) }
        node = try modules.adaptiveAverage("avgpool", node, to: 1)
        node = try modules.dropout("dropout", node)
        node = try modules.flatten(node)
        return try modules.network(head: "fc", node)
    }

    private static func add(_ part: Part, _ input: Int, _ modules: inout TorchModules) throws -> Int {
        try modules.normalizedConvolution(
            "\(part.name).conv", "\(part.name).bn", input, stride: part.stride,
            padding: part.isPadded ? nil : (0, 0),
            epsilon: 1e-3, ("\(part.name).relu", .relu))
    }

    private static func addBranch(
        _ name: String, _ parts: [Part], _ input: Int, _ modules: inout TorchModules
    ) throws -> Int {
        var node = input
        for part in parts {
            node = try add(
                Part("\(name).\(part.name)", stride: part.stride, isPadded: part.isPadded), node, &modules)
        }
        return node
    }

    private static func addPooled(_ name: String, _ input: Int, _ modules: inout TorchModules) throws -> Int {
        let window = Window([3, 3], padding: .all(1))
        let node = try modules.add(
            "\(name).pool", Pooling(.average(countsPadding: true), window: window), input)
        return try addBranch(name, [Part("branch_pool")], node, &modules)
    }

    private static func addFirst(_ name: String, _ input: Int, _ modules: inout TorchModules) throws -> Int {
        let branches = [
            ["branch1x1"], ["branch5x5_1", "branch5x5_2"],
            ["branch3x3dbl_1", "branch3x3dbl_2", "branch3x3dbl_3"],
        ]
        return try addBlock(name, branches, input, &modules)
    }

    private static func addSecond(_ name: String, _ input: Int, _ modules: inout TorchModules) throws -> Int {
        let branches = [
            ["branch1x1"], (1...3).map { "branch7x7_\($0)" }, (1...5).map { "branch7x7dbl_\($0)" },
        ]
        return try addBlock(name, branches, input, &modules)
    }

    private static func addBlock(
        _ name: String, _ branches: [[String]], _ input: Int, _ modules: inout TorchModules
    ) throws -> Int {
        var parts: [Int] = []
        for branch in branches { parts.append(try addBranch(name, branch.map { Part($0) }, input, &modules)) }
        parts.append(try addPooled(name, input, &modules))
        return try modules.add("\(name).cat", Concatenate(), parts)
    }

    private static func addReduction(
        _ name: String, _ branches: [[Part]], _ input: Int, _ modules: inout TorchModules
    ) throws -> Int {
        var parts: [Int] = []
        for branch in branches { parts.append(try addBranch(name, branch, input, &modules)) }
        parts.append(try modules.maximum("\(name).pool", input, kernel: 3, stride: 2))
        return try modules.add("\(name).cat", Concatenate(), parts)
    }

    /// The last blocks, of which two branches part once more.
    private static func addThird(_ name: String, _ input: Int, _ modules: inout TorchModules) throws -> Int {
        var parts = [try addBranch(name, [Part("branch1x1")], input, &modules)]
        for (first, last) in [
            (["branch3x3_1"], "branch3x3_2"), (["branch3x3dbl_1", "branch3x3dbl_2"], "branch3x3dbl_3"),
        ] {
            let node = try addBranch(name, first.map { Part($0) }, input, &modules)
            var halves: [Int] = []
            for half in ["a", "b"] { halves.append(try addBranch(name, [Part(last + half)], node, &modules)) }
            parts.append(try modules.add("\(name).\(last)", Concatenate(), halves))
        }
        parts.append(try addPooled(name, input, &modules))
        return try modules.add("\(name).cat", Concatenate(), parts)
    }
}
