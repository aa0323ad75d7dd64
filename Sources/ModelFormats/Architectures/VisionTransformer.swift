import NeuralNetwork
import Tensors

/// Vision transformers (Dosovitskiy and others 2020) and DeiT (Touvron and others 2020) under the names of torchvision, timm and
/// Hugging Face's transformers. Widths, depths and the size of the pictures follow from the weights; the number of heads from the
/// width, unless a description beside the weights says it.
enum VisionTransformer {
    /// How a library names the parts of the network.
    struct Names {
        let patches: String
        let classToken, positions: String
        /// Tokens beside the class token, in their order.
        var others: [String] = []
        /// A normalisation before the first block.
        var first: String?
        let block: @Sendable (Int) -> String
        let norms: (String, String)
        let attention: @Sendable (String) -> (name: String, AttentionProjections, projection: String)
        let perceptron: (String, String)
        /// Trained factors after the attention and after the perceptron.
        var scales: (String, String)?
        let norm: String
        /// The normalisation after a mean of the tokens, in place of `norm`.
        var meanNorm: String?
        let classifier: (module: String, last: String)
        /// The classifier of the second token.
        var second: String?
        let epsilon: Float
    }

    static let architectures = [
        architecture(
            "vit", "ViT", torchvision, anchors: ["encoder.layers.encoder_layer_0.ln_1.weight"],
            aliases: ["vit_b_16", "vit_b_32", "vit_l_16", "vit_l_32", "vit_h_14"]),
        architecture(
            "timm-vit", "ViT", timm, anchors: ["blocks.0.attn.qkv.weight"],
            aliases: ["tiny", "small", "base", "large"].flatMap { size in
                ["vit_\(size)_patch16_224", "vit_\(size)_patch32_224", "deit_\(size)_patch16_224"]
            }),
        architecture(
            "hf-vit", "ViT", transformers(isOld: true),
            anchors: ["encoder.layer.0.attention.attention.query.weight"], aliases: []),
        architecture(
            "hf5-vit", "ViT", transformers(isOld: false), anchors: ["layers.0.attention.q_proj.weight"],
            aliases: []),
    ]

    private static func architecture(
        _ name: String, _ title: String, _ names: Names, anchors: [String], aliases: [String]
    ) -> Architecture {
        Architecture(
            name: name, title: title, preprocessing: .torchvision, recommendedLayer: "", anchors: anchors,
            aliases: aliases, describe: { variant(names, $0) }
        ) { try network(names, $0, size: $1) }
    }

    /// The extents that the weights give away.
    private struct Plan {
        let width, patch, heads, depth: Int
        /// Tokens before those of the patches.
        let tokens: [String]
        /// Whether the first tokens have positions, too.
        let hasPositions: Bool
        let size: Int
    }

    private static func plan(_ names: Names, _ modules: TorchModules) throws -> Plan {
        let shape = try modules.required("\(names.patches).weight", rank: 4)
        let positions = try modules.required(names.positions, rank: 3)
        guard shape[2] == shape[3], shape[2] <= 64 else {
            throw BareWeightsError.Misfit.shape(
                "\(names.patches).weight", expected: [shape[0], shape[1], 16, 16], found: shape)
        }
        let tokens = ([names.classToken] + names.others).filter(modules.hasParameter)
        var count = 0
        for token in tokens { count += try modules.required(token, rank: 3)[1] }
        let hasPositions = root(positions[1] - count) != nil
        guard let side = root(positions[1] - (hasPositions ? count : 0)), side > 0 else {
            throw BareWeightsError.Misfit.shape(
                names.positions, expected: [1, 196 + count, shape[0]], found: positions)
        }
        let heads = modules.details?.hints.heads ?? usualHeads(width: shape[0])
        guard heads > 0, shape[0] % heads == 0 else {
            throw BareWeightsError.Misfit.shape(
                "\(names.patches).weight", expected: [768, shape[1], shape[2], shape[3]], found: shape)
        }
        return Plan(
            width: shape[0], patch: shape[2], heads: heads,
            depth: modules.count { "\(names.block($0)).\(names.norms.0).weight" }, tokens: tokens,
            hasPositions: hasPositions, size: side * shape[2])
    }

    /// A head has 64 features, and 80 to 104 in the largest networks, which have 16 heads.
    private static func usualHeads(width: Int) -> Int {
        [1152, 1280, 1408, 1664].contains(width) ? 16 : max(1, width / 64)
    }

    private static func root(_ number: Int) -> Int? {
        guard number > 0, number < 1 << 14 else { return nil }
        let root = Int(Double(number).squareRoot().rounded())
        return root * root == number ? root : nil
    }

    private static func variant(_ names: Names, _ weights: any NetworkDetails) -> Architecture.Variant? {
        let modules = TorchModules("ViT", first: names.patches, size: 32, weights)
        guard let plan = try? plan(names, modules) else { return nil }
        let title =
            [192: "ViT-Ti", 384: "ViT-S", 768: "ViT-B", 1024: "ViT-L", 1280: "ViT-H"][plan.width]
            ?? "ViT-\(plan.width)"
        let isTorchvision = names.patches == "conv_proj"
        let edge = isTorchvision && plan.size == 224 ? 256 : plan.size == 224 ? 248 : plan.size
        let hasHalves = names.patches == "patch_embed.proj" || !isTorchvision
        let isDeiT = plan.tokens.count > 1
        return Architecture.Variant(
            title: "\(title)/\(plan.patch)",
            preprocessing: Preprocessing(
                .centreCrop(shortEdge: max(edge, plan.size)), hasHalves && !isDeiT ? .tf : .torch,
                size: plan.size))
    }

    private static func network(_ names: Names, _ weights: any Weights, size: Int) throws -> Graph {
        var modules = TorchModules("ViT", first: names.patches, size: size, weights)
        let plan = try plan(names, modules)
        modules.details?.leaveAside("pooler.")
        var node = try modules.shapedConvolution(
            names.patches, modules.graph.input, stride: plan.patch, padding: (0, 0))
        node = try modules.tokens(names.patches, node)
        node = try addTokens(names, plan, node, &modules)
        var epsilon = modules.details?.hints.epsilon ?? names.epsilon
        if let first = names.first, modules.has(first) {
            if modules.details?.hints.epsilon == nil { epsilon = TorchModules.epsilon }
            node = try modules.layerNormalization(first, node, epsilon: epsilon)
        }
        guard plan.depth > 0 else {
            throw BareWeightsError.Misfit.missing("\(names.block(0)).\(names.norms.0).weight")
        }
        for index in 0..<plan.depth {
            node = try addBlock(
                names.block(index), names, node, heads: plan.heads, epsilon: epsilon, &modules)
        }
        return try addHead(names, plan, node, epsilon: epsilon, &modules)
    }

    private static func addTokens(
        _ names: Names, _ plan: Plan, _ patches: Int, _ modules: inout TorchModules
    ) throws -> Int {
        var node = patches
        func positions() throws -> Tensor {
            try modules.parameter(names.positions, modules.required(names.positions, rank: 3))
        }
        if !plan.hasPositions {
            node = try modules.add(
                "positions", ElementwiseArithmetic(.add, constant: positions()), node)
        }
        if !plan.tokens.isEmpty {
            var parts: [Int] = []
            for token in plan.tokens {
                let shape = try modules.required(token, rank: 3)
                let value = try modules.parameter(token, [1, shape[1], plan.width])
                parts.append(try modules.add(token, ConstantLayer(value), modules.graph.input))
            }
            node = try modules.add("tokens", Concatenate(axis: 1), parts + [node])
        }
        guard plan.hasPositions else { return node }
        return try modules.add("positions", ElementwiseArithmetic(.add, constant: positions()), node)
    }

    private static func addBlock(
        _ name: String, _ names: Names, _ input: Int, heads: Int, epsilon: Float,
        _ modules: inout TorchModules
    ) throws -> Int {
        let (attention, projections, projection) = names.attention(name)
        func scaled(_ scale: String?, _ node: Int) throws -> Int {
            guard let scale, modules.hasParameter("\(name).\(scale)") else { return node }
            return try modules.layerScale("\(name).\(scale)", as: "\(name).\(scale)", node)
        }
        var node = try modules.layerNormalization("\(name).\(names.norms.0)", input, epsilon: epsilon)
        node = try modules.attention(attention, node, heads: heads, projections, projection: projection)
        node = try scaled(names.scales?.0, node)
        let middle = try modules.add("\(name).add", ElementwiseArithmetic.add, input, node)
        node = try modules.layerNormalization("\(name).\(names.norms.1)", middle, epsilon: epsilon)
        node = try modules.perceptron(
            ("\(name).\(names.perceptron.0)", "\(name).\(names.perceptron.1)"),
            modules.innerActivation(.gelu), node)
        node = try scaled(names.scales?.1, node)
        return try modules.add("\(name).add_1", ElementwiseArithmetic.add, middle, node)
    }

    private static func addHead(
        _ names: Names, _ plan: Plan, _ input: Int, epsilon: Float, _ modules: inout TorchModules
    ) throws -> Graph {
        var node = input
        let isMean = plan.tokens.isEmpty || names.meanNorm.map(modules.has) ?? false
        if !isMean || modules.has(names.norm) {
            node = try modules.layerNormalization(names.norm, node, epsilon: epsilon)
        }
        guard !isMean else {
            let tokens = modules.graph.shape(of: node)[0]
            if !plan.tokens.isEmpty {
                let first = tokens - (plan.size / plan.patch) * (plan.size / plan.patch)
                node = try modules.add(
                    "patches",
                    Gather([nil, Array(max(first, 0)..<tokens), nil], summary: .operation("Patches")), node)
            }
            node = try modules.add("mean", Reduction(.mean, axes: [1], keepsAxes: false), node)
            if let norm = names.meanNorm, modules.has(norm) {
                node = try modules.layerNormalization(norm, node, epsilon: epsilon)
            }
            return try modules.network(head: names.classifier.module, last: names.classifier.last, node)
        }
        let first = try modules.token("token", node, at: 0)
        guard let second = names.second, modules.has(second), modules.has(names.classifier.last) else {
            return try modules.network(head: names.classifier.module, last: names.classifier.last, first)
        }
        let other = try modules.token("token_1", node, at: 1)
        var scores = try modules.add(
            "add", ElementwiseArithmetic.add, modules.classifier(names.classifier.last, first),
            modules.classifier(second, other))
        scores = try modules.add(
            "mean", ElementwiseArithmetic(.multiply, constant: Tensor([], [0.5])), scores)
        return modules.graph.build(logits: scores)
    }
}
