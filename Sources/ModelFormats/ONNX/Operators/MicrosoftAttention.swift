import NeuralNetwork
import Tensors
import Words

/// Attention as ONNX Runtime's optimiser writes it for transformers.
extension ONNXOperators {
    static let microsoftAttentions: [ONNXOperator] = [
        ONNXOperator(
            "Attention", domain: microsoft, opsets: 1..., inputs: 2...7, outputs: 1...2,
            attributes: [
                .required("num_heads", in: 1...extentLimit), .flag("unidirectional"), .float("scale", 0),
                .integers("qkv_hidden_sizes", in: 1...extentLimit), .ignored("mask_filter_value", .float),
                .ignored("past_present_share_buffer", .integer), .flag("do_rotary"),
                .ignored("rotary_embedding_dim", .integer),
            ],
            kind: .dense, version: 1, limits: "masks; past keys and values; turned features", fold: nil
        ) { node, importer in
            for input in [3, 4, 6] where node.input(input) != nil {
                throw UnsupportedFeature.input(input + 1)
            }
            guard !node.attributes.flag("do_rotary") else {
                throw UnsupportedFeature.attribute("do_rotary", opset: nil)
            }
            var whole = try importer.one(node, part: "projected", "MatMul", node.symbol(0), node.symbol(1))
            if let bias = node.input(2) {
                whole = try importer.one(node, part: "biased", "Add", whole, bias)
            }
            guard let dimensions = whole.dimensions, dimensions.count == 3 else {
                throw node.fault(input: "input", expected: .axes(3), found: "nothing")
            }
            let sizes =
                node.attributes.integers("qkv_hidden_sizes")
                ?? [Int](repeating: dimensions[2] / 3, count: 3)
            let parts = try importer.derived(
                node, part: "parts", "Split", [whole, .constant(ONNXValue(integers: sizes))],
                [.integer("axis", 2)], outputs: 3)
            return [
                try attended(
                    node, heads: node.attributes.integer("num_heads"), parts, bias: node.input(5), &importer)
            ]
        },
        ONNXOperator(
            "MultiHeadAttention", domain: microsoft, opsets: 1..., inputs: 1...10, outputs: 1...4,
            attributes: [
                .required("num_heads", in: 1...extentLimit), .flag("unidirectional"), .float("scale", 0),
                .ignored("mask_filter_value", .float),
            ],
            kind: .dense, version: 1, limits: "masks of keys; packed inputs; past keys and values", fold: nil
        ) { node, importer in
            for input in [4, 6, 7, 8, 9] where node.input(input) != nil {
                throw UnsupportedFeature.input(input + 1)
            }
            var parts = try (0..<3).map { index -> ONNXSymbol in
                guard let part = node.input(index) else { throw UnsupportedFeature.input(1) }
                return part
            }
            if let bias = node.input(3) {
                let sizes = try parts.map { part -> Int in
                    guard let extents = part.dimensions, extents.count == 3 else {
                        throw UnsupportedFeature.input(2)
                    }
                    return extents[2]
                }
                let biases = try importer.derived(
                    node, part: "biases", "Split", [bias, .constant(ONNXValue(integers: sizes))],
                    [.integer("axis", 0)], outputs: 3)
                parts = try zip(parts, biases).map {
                    try importer.one(node, part: "biased", "Add", $0, $1)
                }
            }
            return [
                try attended(
                    node, heads: node.attributes.integer("num_heads"), parts, bias: node.input(5), &importer)
            ]
        },
    ]

    /// - Parameter parts: queries, keys and values, each B×S×(heads·H).
    private static func attended(
        _ node: ONNXNode, heads: Int, _ parts: [ONNXSymbol], bias: ONNXSymbol?,
        _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        let inputs = try zip(["queries", "keys", "values"], parts).map { name, part in
            part.dimensions?.count == 4
                ? part : try inHeads(node, name, part, heads, &importer)
        }
        guard let queries = inputs[0].dimensions, let keys = inputs[1].dimensions, queries.count == 4,
            keys.count == 4
        else { throw UnsupportedFeature.input(1) }
        let asked = node.attributes.float("scale")
        let scale = asked == 0 ? 1 / Float(max(queries[3], 1)).squareRoot() : asked
        var mask = bias
        if node.attributes.flag("unidirectional") {
            let causal = ONNXSymbol.constant(causalMask(rows: queries[2], columns: keys[2]))
            mask = try mask.map { try importer.one(node, part: "causal", "Add", $0, causal) } ?? causal
        }
        let output = try attended(node, part: "heads", inputs, scale: scale, mask: mask, &importer)
        return try joined(node, output, &importer)
    }
}
