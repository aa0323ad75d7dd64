import NeuralNetwork
import Tensors

/// Swin transformers (Liu and others 2021) and their second version (Liu and others 2022) under the names of torchvision, timm and
/// Hugging Face's transformers. Widths, depths, heads and windows follow from the weights.
enum SwinTransformer {
    /// How a library names the parts of the network.
    struct Names {
        let patches, patchNorm: String
        let block: @Sendable (Int, Int) -> String
        /// The merging of patches before a stage from the second on.
        let merging: @Sendable (Int) -> String
        let norms: (String, String)
        /// What stands in a block's attention, after the block's name.
        let attention, projection: String
        let projections: @Sendable (String) -> AttentionProjections
        let biasTable: String
        let perceptron: (String, String)
        let norm: String
        let classifier: (module: String, last: String)
    }

    static let architectures = [
        architecture(
            "swin", torchvision, anchors: ["features.1.0.attn.qkv.weight"],
            aliases: ["t", "s", "b"].flatMap { ["swin_\($0)", "swin_v2_\($0)"] }),
        architecture(
            "timm-swin", timm, anchors: ["layers.0.blocks.0.attn.qkv.weight"],
            aliases: ["tiny", "small", "base", "large"].map { "swin_\($0)_patch4_window7_224" }
                + SwinWindowNames.variants),
        architecture(
            "hf-swin", transformers(isOld: true),
            anchors: ["encoder.layers.0.blocks.0.attention.self.query.weight"], aliases: []),
        architecture(
            "hf5-swin", transformers(isOld: false),
            anchors: ["encoder.layers.0.blocks.0.attention.q_proj.weight"], aliases: []),
    ]

    private static func architecture(
        _ name: String, _ names: Names, anchors: [String], aliases: [String]
    ) -> Architecture {
        Architecture(
            name: name, title: "Swin", preprocessing: .torchvision, recommendedLayer: "", anchors: anchors,
            aliases: aliases, describe: { variant(names, $0) }
        ) { try network(names, $0, size: $1) }
    }

    private static func variant(_ names: Names, _ weights: any NetworkDetails) -> Architecture.Variant? {
        let modules = TorchModules("Swin", first: names.patches, size: 32, weights)
        let width = modules.extent("\(names.patches).weight", axis: 0) ?? 0
        let depth = modules.count { "\(names.block(2, $0)).\(names.norms.0).weight" }
        let isSecond = isSecond(names, modules)
        let size = width == 96 ? (depth > 6 ? "S" : "T") : [128: "B", 192: "L"][width] ?? "\(width)"
        let pixels = SwinWindowNames(weights.hints.architecture)?.size ?? (isSecond ? 256 : 224)
        let edges = isSecond ? ["T": 260, "S": 260, "B": 272] : ["T": 232, "S": 246, "B": 238]
        let isTorchvision = names.patches == "features.0.0"
        return Architecture.Variant(
            title: (isSecond ? "Swin V2-" : "Swin-") + size,
            preprocessing: Preprocessing(
                .centreCrop(shortEdge: isTorchvision ? edges[size] ?? pixels : pixels * 256 / 224), .torch,
                size: pixels))
    }

    private static func isSecond(_ names: Names, _ modules: TorchModules) -> Bool {
        modules.hasParameter("\(names.block(0, 0)).\(names.attention).logit_scale")
    }

    private static func network(_ names: Names, _ weights: any Weights, size: Int) throws -> Graph {
        var modules = TorchModules("Swin", first: names.patches, size: size, weights)
        let epsilon = modules.details?.hints.epsilon ?? TorchModules.epsilon
        let patch = try modules.required("\(names.patches).weight", rank: 4)[2]
        var node = try modules.shapedConvolution(
            names.patches, modules.graph.input, stride: patch, padding: (0, 0))
        node = try modules.add("\(names.patches).channels_last", Transpose([0, 2, 3, 1]), node)
        node = try modules.layerNormalization(names.patchNorm, node, epsilon: epsilon)
        let isSecond = isSecond(names, modules)
        let named = SwinWindowNames(modules.details?.hints.architecture)
        var stage = 0
        while stage < 8 {
            let count = modules.count { "\(names.block(stage, $0)).\(names.norms.0).weight" }
            guard count > 0 else { break }
            if stage > 0 {
                node = try addMerging(
                    names.merging(stage), node, isSecond: isSecond, epsilon: epsilon, &modules)
            }
            for block in 0..<count {
                let name = names.block(stage, block)
                let window = SwinWindow(
                    name: "\(name).\(names.attention)", table: "\(name).\(names.biasTable)",
                    projections: projections(names, name, isSecond: isSecond),
                    projection: "\(name).\(names.projection)", isShifted: block % 2 == 1, isSecond: isSecond,
                    named: named, isLastStage: !modules.has("\(names.block(stage + 1, 0)).\(names.norms.0)"))
                node = try addBlock(name, names, window, node, epsilon: epsilon, &modules)
            }
            stage += 1
        }
        let table = "\(names.block(0, 0)).\(names.attention).relative_coords_table"
        if isSecond, named == nil, modules.shape(of: table) == nil {
            modules.details?.assume(.assumedWindow(SwinWindow.usualSide))
        }
        guard stage > 0 else {
            throw BareWeightsError.Misfit.missing("\(names.block(0, 0)).\(names.norms.0).weight")
        }
        node = try modules.layerNormalization(names.norm, node, epsilon: epsilon)
        node = try modules.add("mean", Reduction(.mean, axes: [1, 2], keepsAxes: false), node)
        return try modules.network(head: names.classifier.module, last: names.classifier.last, node)
    }

    private static func projections(_ names: Names, _ block: String, isSecond: Bool) -> AttentionProjections {
        let attention = "\(block).\(names.attention)"
        let projections = names.projections(attention)
        guard isSecond, case .stacked(let weight, let bias) = projections else { return projections }
        return .stackedWithoutKeyBias(
            weight: weight, bias: bias, query: "\(attention).q_bias", value: "\(attention).v_bias")
    }

    /// The second version normalises after each part and not before.
    private static func addBlock(
        _ name: String, _ names: Names, _ window: SwinWindow, _ input: Int, epsilon: Float,
        _ modules: inout TorchModules
    ) throws -> Int {
        let parts = [
            { (modules: inout TorchModules, node: Int) in try window.add(to: &modules, node) },
            { (modules: inout TorchModules, node: Int) in
                try modules.perceptron(
                    ("\(name).\(names.perceptron.0)", "\(name).\(names.perceptron.1)"),
                    modules.innerActivation(.gelu), node)
            },
        ]
        var node = input
        for (index, part) in parts.enumerated() {
            let norm = "\(name).\(index == 0 ? names.norms.0 : names.norms.1)"
            var inner = node
            if !window.isSecond { inner = try modules.layerNormalization(norm, inner, epsilon: epsilon) }
            inner = try part(&modules, inner)
            if window.isSecond { inner = try modules.layerNormalization(norm, inner, epsilon: epsilon) }
            node = try modules.add("\(name).add_\(index)", ElementwiseArithmetic.add, node, inner)
        }
        return node
    }

    /// Four neighbours become one place with twice the channels.
    private static func addMerging(
        _ name: String, _ input: Int, isSecond: Bool, epsilon: Float, _ modules: inout TorchModules
    ) throws -> Int {
        let shape = modules.graph.shape(of: input)
        /// Every second place, and zeros beyond the border.
        func places(_ first: Int, _ extent: Int) -> [Int] {
            (0..<(extent + 1) / 2).map { 2 * $0 + first < extent ? 2 * $0 + first : -1 }
        }
        var parts: [Int] = []
        for (row, column) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            let gather = Gather(
                [nil, places(row, shape[0]), places(column, shape[1]), nil], summary: .operation("Neighbours")
            )
            parts.append(try modules.add("\(name).part\(parts.count)", gather, input))
        }
        var node = try modules.add("\(name).cat", Concatenate(axis: 3), parts)
        if !isSecond { node = try modules.layerNormalization("\(name).norm", node, epsilon: epsilon) }
        node = try modules.linear("\(name).reduction", node)
        return isSecond ? try modules.layerNormalization("\(name).norm", node, epsilon: epsilon) : node
    }
}

extension SwinTransformer {
    private static let torchvision = Names(
        patches: "features.0.0", patchNorm: "features.0.2", block: { "features.\(2 * $0 + 1).\($1)" },
        merging: { "features.\(2 * $0)" }, norms: ("norm1", "norm2"), attention: "attn",
        projection: "attn.proj",
        projections: { .stacked(weight: "\($0).qkv.weight", bias: "\($0).qkv.bias") },
        biasTable: "attn.relative_position_bias_table", perceptron: ("mlp.0", "mlp.3"), norm: "norm",
        classifier: ("head", "head"))

    private static let timm = Names(
        patches: "patch_embed.proj", patchNorm: "patch_embed.norm", block: { "layers.\($0).blocks.\($1)" },
        merging: { "layers.\($0).downsample" }, norms: ("norm1", "norm2"), attention: "attn",
        projection: "attn.proj",
        projections: { .stacked(weight: "\($0).qkv.weight", bias: "\($0).qkv.bias") },
        biasTable: "attn.relative_position_bias_table", perceptron: ("mlp.fc1", "mlp.fc2"), norm: "norm",
        classifier: ("head", "head.fc"))

    /// - Parameter isOld: as its files were written before version 5.
    private static func transformers(isOld: Bool) -> Names {
        Names(
            patches: "embeddings.patch_embeddings.projection", patchNorm: "embeddings.norm",
            block: { "encoder.layers.\($0).blocks.\($1)" },
            merging: { "encoder.layers.\($0 - 1).downsample" },
            norms: ("layernorm_before", "layernorm_after"), attention: isOld ? "attention.self" : "attention",
            projection: isOld ? "attention.output.dense" : "attention.o_proj",
            projections: { name in
                .apart(
                    (isOld ? ["query", "key", "value"] : ["q_proj", "k_proj", "v_proj"]).map {
                        "\(name).\($0)"
                    })
            },
            biasTable: isOld
                ? "attention.self.relative_position_bias_table"
                : "attention.relative_position_bias.relative_position_bias_table",
            perceptron: isOld ? ("intermediate.dense", "output.dense") : ("mlp.fc1", "mlp.fc2"),
            norm: "layernorm",
            classifier: ("classifier", "classifier"))
    }
}
