import NeuralNetwork
import Tensors

/// ResNets of any depth and width under the names of timm, of Hugging Face's transformers and of training code for small
/// pictures: deep stems, average pooling on shortcuts, squeeze and excitation and efficient channel attention as the weights
/// show them.
extension ResNet {
    /// How a library names the parts of the network.
    private struct Names {
        let stem: (convolution: String, normalization: String)
        /// A block, by stage and place from 0.
        let block: @Sendable (Int, Int) -> String
        /// A block's convolution and normalisation, from 0, after the block's name.
        let part: @Sendable (Int) -> (String, String)
        /// The shortcut's, for each form that there is; with an average pooling before it or not.
        let shortcuts: [(convolution: String, normalization: String, isPooled: Bool)]
        let classifiers: [(module: String, last: String)]
    }

    private static let usual = Names(
        stem: ("conv1", "bn1"), block: { "layer\($0 + 1).\($1)" }, part: { ("conv\($0 + 1)", "bn\($0 + 1)") },
        shortcuts: [
            ("downsample.0", "downsample.1", false), ("downsample.1", "downsample.2", true),
            ("shortcut.0", "shortcut.1", false),
        ],
        classifiers: [("fc", "fc"), ("linear", "linear")])

    private static let transformers = Names(
        stem: ("embedder.embedder.convolution", "embedder.embedder.normalization"),
        block: { "encoder.stages.\($0).layers.\($1)" },
        part: { ("layer.\($0).convolution", "layer.\($0).normalization") },
        shortcuts: [("shortcut.convolution", "shortcut.normalization", false)],
        classifiers: [("classifier", "classifier.1")])

    static let shaped = [
        architecture("resnet", usual, anchors: ["layer1.0.conv1.weight"]),
        architecture(
            "hf-resnet", transformers, anchors: ["encoder.stages.0.layers.0.layer.0.convolution.weight"]),
    ]

    private static func architecture(_ name: String, _ names: Names, anchors: [String]) -> Architecture {
        Architecture(
            name: name, title: "ResNet", preprocessing: .torchvision, recommendedLayer: "", anchors: anchors,
            aliases: name == "resnet" ? aliases : [], describe: { variant(names, $0) }
        ) { try network(names, $0, size: $1) }
    }

    private static let aliases = [
        "resnext50_32x4d", "resnext101_32x8d", "resnext101_64x4d", "wide_resnet50_2", "wide_resnet101_2",
        "resnet26",
        "resnet18d", "resnet34d", "resnet50d", "resnet101d", "resnet152d", "resnet26t", "seresnet18",
        "seresnet34",
        "seresnet50", "seresnet101", "seresnext50_32x4d", "ecaresnet50d", "resnet20", "resnet32", "resnet44",
        "resnet56", "resnet110",
    ]

    /// Pictures of CIFAR where the first convolution is one of 3×3 by itself.
    private static func variant(_ names: Names, _ weights: any NetworkDetails) -> Architecture.Variant? {
        let modules = TorchModules("ResNet", first: names.stem.convolution, size: 32, weights)
        let counts = counts(names, modules)
        let parts = parts(of: names.block(0, 0), names, modules)
        let layers = counts.reduce(0, +) * parts + 2
        guard isSmall(names, modules) else {
            return Architecture.Variant(title: "ResNet-\(layers)", preprocessing: .torchvision)
        }
        return Architecture.Variant(
            title: "ResNet-\(layers) (32×32)",
            preprocessing: Preprocessing(.centreCrop(shortEdge: 32), .torch, size: 32))
    }

    private static func isSmall(_ names: Names, _ modules: TorchModules) -> Bool {
        modules.extent("\(names.stem.convolution).weight", axis: 2) == 3
    }

    /// Blocks of each stage.
    private static func counts(_ names: Names, _ modules: TorchModules) -> [Int] {
        var counts: [Int] = []
        while counts.count < 8 {
            let count = modules.count { block in
                "\(names.block(counts.count, block)).\(names.part(0).0).weight"
            }
            guard count > 0 else { break }
            counts.append(count)
        }
        return counts
    }

    /// Convolutions of a block.
    private static func parts(of block: String, _ names: Names, _ modules: TorchModules) -> Int {
        modules.count { "\(block).\(names.part($0).0).weight" }
    }

    private static func network(_ names: Names, _ weights: any Weights, size: Int) throws -> Graph {
        let isDeep = weights.shape(of: "conv1.0.weight") != nil
        let first = isDeep ? "conv1.0" : names.stem.convolution
        var modules = TorchModules("ResNet", first: first, size: size, weights)
        var node = try addStem(names, isDeep: isDeep, &modules)
        let counts = counts(names, modules)
        guard !counts.isEmpty else {
            throw BareWeightsError.Misfit.missing("\(names.block(0, 0)).\(names.part(0).0).weight")
        }
        for (stage, count) in counts.enumerated() {
            for block in 0..<count {
                node = try addBlock(
                    names.block(stage, block), names, node, stride: stage > 0 && block == 0 ? 2 : 1, &modules)
            }
        }
        node = try modules.adaptiveAverage("avgpool", node, to: 1)
        node = try modules.flatten(node)
        let classifier = names.classifiers.first { modules.has($0.last) } ?? names.classifiers[0]
        return try modules.network(head: classifier.module, last: classifier.last, node)
    }

    /// One convolution of 7×7 or three of 3×3 with a pooling, or one of 3×3 without.
    private static func addStem(_ names: Names, isDeep: Bool, _ modules: inout TorchModules) throws -> Int {
        let (convolution, normalization) = names.stem
        var node = modules.graph.input
        if isDeep {
            for (index, place) in [0, 3, 6].enumerated() {
                let isLast = index == 2
                node = try modules.normalizedConvolution(
                    "conv1.\(place)", isLast ? normalization : "conv1.\(place + 1)", node,
                    stride: index == 0 ? 2 : 1,
                    (isLast ? "act1" : "conv1.\(place + 2)", .relu))
            }
        } else {
            let isSmall = isSmall(names, modules)
            node = try modules.normalizedConvolution(
                convolution, normalization, node, stride: isSmall ? 1 : 2, ("act1", .relu))
            if isSmall {
                modules.details?.assume(.smallStem(convolution))
                return node
            }
        }
        return try modules.maximum("maxpool", node, kernel: 3, stride: 2, padding: 1)
    }

    private static func addBlock(
        _ name: String, _ names: Names, _ input: Int, stride: Int, _ modules: inout TorchModules
    ) throws -> Int {
        let count = parts(of: name, names, modules)
        guard (2...3).contains(count) else {
            throw BareWeightsError.Misfit.missing("\(name).\(names.part(1).0).weight")
        }
        var node = input
        let strided = modules.details?.hints.hasStrideFirst ?? false ? 0 : count - 2
        for part in 0..<count {
            let (convolution, normalization) = names.part(part)
            let kernel = modules.shape(of: "\(name).\(convolution).weight") ?? []
            guard kernel.rank == 4, kernel[2] == kernel[3], [1, 3].contains(kernel[2]) else {
                throw BareWeightsError.Misfit.shape(
                    "\(name).\(convolution).weight", expected: [64, 64, 3, 3], found: kernel)
            }
            let isLast = part == count - 1
            node = try modules.normalizedConvolution(
                "\(name).\(convolution)", "\(name).\(normalization)", node,
                stride: part == strided ? stride : 1, isLast ? nil : ("\(name).act\(part + 1)", .relu))
        }
        node = try addAttention("\(name).se", node, &modules)
        let shortcut = try addShortcut(name, names, input, output: node, stride: stride, &modules)
        node = try modules.add("\(name).add", ElementwiseArithmetic.add, node, shortcut)
        return try modules.relu("\(name).act\(count)", node)
    }

    private static func addShortcut(
        _ name: String, _ names: Names, _ input: Int, output: Int, stride: Int, _ modules: inout TorchModules
    ) throws -> Int {
        let found = names.shortcuts.first {
            modules.extent("\(name).\($0.convolution).weight", axis: 3) != nil
        }
        guard let found else {
            guard stride == 1, modules.channels(of: input) == modules.channels(of: output) else {
                throw BareWeightsError.Misfit.missing("\(name).\(names.shortcuts[0].convolution).weight")
            }
            return input
        }
        var node = input
        if found.isPooled, stride > 1 {
            let window = Window([2, 2], stride: [2, 2], ceilMode: true)
            node = try modules.add(
                "\(name).downsample.0", Pooling(.average(countsPadding: false), window: window), node)
        }
        return try modules.normalizedConvolution(
            "\(name).\(found.convolution)", "\(name).\(found.normalization)", node,
            stride: found.isPooled ? 1 : stride, nil)
    }

    /// Squeeze and excitation, or efficient channel attention (Wang and others 2019): the same for every channel and its
    /// neighbours.
    private static func addAttention(_ name: String, _ input: Int, _ modules: inout TorchModules) throws
        -> Int
    {
        if modules.has("\(name).fc1") {
            return try modules.squeezeAndExcitation(
                name, ("\(name).fc1", "\(name).fc2"), input, inner: .relu, gate: .sigmoid)
        }
        guard modules.has("\(name).conv") else { return input }
        let shape = try modules.required("\(name).conv.weight", rank: 3)
        guard shape[0] == 1, shape[1] == 1, shape[2] % 2 == 1, shape[2] < 64 else {
            throw BareWeightsError.Misfit.shape("\(name).conv.weight", expected: [1, 1, 5], found: shape)
        }
        let channels = modules.channels(of: input)
        let pad = shape[2] / 2
        let convolution = Convolution(
            weights: try modules.parameter("\(name).conv.weight", shape),
            window: Window([shape[2]], padding: .explicit(before: [pad], after: [pad])))
        var node = try modules.adaptiveAverage("\(name).avgpool", input, to: 1)
        node = try modules.add("\(name).row", Reshape([1, channels]), node)
        node = try modules.add("\(name).conv", convolution, node)
        node = try modules.add("\(name).gate", ActivationLayer(.sigmoid), node)
        node = try modules.add("\(name).column", Reshape([channels, 1, 1]), node)
        return try modules.add("\(name).mul", ElementwiseArithmetic.multiply, node, input)
    }
}
