import NeuralNetwork

/// RegNetX and RegNetY (Radosavovic and others 2020) under the names of torchvision and timm. Widths, depths and groups follow from
/// the weights.
enum RegNet {
    /// How a library names the parts of the network.
    private struct Names {
        let stem: (String, String)
        let block: @Sendable (Int, Int) -> String
        /// The three convolutions of a block, and the shortcut's.
        let parts: [(String, String)]
        let shortcut: (String, String)
        let squeeze: String
        let classifier: (module: String, last: String)
    }

    private static let torchvision = Names(
        stem: ("stem.0", "stem.1"), block: { "trunk_output.block\($0 + 1).block\($0 + 1)-\($1)" },
        parts: [("f.a.0", "f.a.1"), ("f.b.0", "f.b.1"), ("f.c.0", "f.c.1")], shortcut: ("proj.0", "proj.1"),
        squeeze: "f.se", classifier: ("fc", "fc"))

    private static let timm = Names(
        stem: ("stem.conv", "stem.bn"), block: { "s\($0 + 1).b\($1 + 1)" },
        parts: [("conv1.conv", "conv1.bn"), ("conv2.conv", "conv2.bn"), ("conv3.conv", "conv3.bn")],
        shortcut: ("downsample.conv", "downsample.bn"), squeeze: "se", classifier: ("head", "head.fc"))

    private static let sizes = ["400mf", "800mf", "1_6gf", "3_2gf", "8gf", "16gf", "32gf"]

    static let architectures = [
        architecture(
            "regnet", torchvision, anchors: ["trunk_output.block1.block1-0.f.a.0.weight"],
            aliases: ["x", "y"].flatMap { kind in (sizes + ["128gf"]).map { "regnet_\(kind)_\($0)" } }),
        architecture(
            "timm-regnet", timm, anchors: ["s1.b1.conv1.conv.weight"],
            aliases: ["x", "y"].flatMap { kind in
                ["002", "004", "006", "008", "016", "032", "040", "064", "080", "120", "160", "320"].map {
                    "regnet\(kind)_\($0)"
                }
            }),
    ]

    private static func architecture(
        _ name: String, _ names: Names, anchors: [String], aliases: [String]
    ) -> Architecture {
        Architecture(
            name: name, title: "RegNet", preprocessing: .torchvision, recommendedLayer: "", anchors: anchors,
            aliases: aliases,
            describe: { weights in
                let hasSqueeze = weights.shape(of: "\(names.block(0, 0)).\(names.squeeze).fc1.weight") != nil
                return Architecture.Variant(
                    title: hasSqueeze ? "RegNetY" : "RegNetX", preprocessing: .torchvision)
            }
        ) { try network(names, $0, size: $1) }
    }

    private static func network(_ names: Names, _ weights: any Weights, size: Int) throws -> Graph {
        var modules = TorchModules("RegNet", first: names.stem.0, size: size, weights)
        var node = try modules.normalizedConvolution(
            names.stem.0, names.stem.1, modules.graph.input, stride: 2, ("stem.relu", .relu))
        var stage = 0
        while stage < 8 {
            let count = modules.count { "\(names.block(stage, $0)).\(names.parts[0].0).weight" }
            guard count > 0 else { break }
            for block in 0..<count {
                node = try addBlock(
                    names.block(stage, block), names, node, stride: block == 0 ? 2 : 1, &modules)
            }
            stage += 1
        }
        node = try modules.adaptiveAverage("avgpool", node, to: 1)
        node = try modules.flatten(node)
        return try modules.network(head: names.classifier.module, last: names.classifier.last, node)
    }

    private static func addBlock(
        _ name: String, _ names: Names, _ input: Int, stride: Int, _ modules: inout TorchModules
    ) throws -> Int {
        var node = input
        for (index, part) in names.parts.enumerated() {
            node = try modules.normalizedConvolution(
                "\(name).\(part.0)", "\(name).\(part.1)", node, stride: index == 1 ? stride : 1,
                index == 2 ? nil : ("\(name).relu_\(index)", .relu))
            guard index == 1, modules.has("\(name).\(names.squeeze).fc1") else { continue }
            let squeeze = "\(name).\(names.squeeze)"
            node = try modules.squeezeAndExcitation(
                squeeze, ("\(squeeze).fc1", "\(squeeze).fc2"), node, inner: .relu, gate: .sigmoid)
        }
        var shortcut = input
        if stride != 1 || modules.channels(of: input) != modules.channels(of: node) {
            shortcut = try modules.normalizedConvolution(
                "\(name).\(names.shortcut.0)", "\(name).\(names.shortcut.1)", input, stride: stride, nil)
        }
        node = try modules.add("\(name).add", ElementwiseArithmetic.add, shortcut, node)
        return try modules.relu("\(name).relu", node)
    }
}
