import NeuralNetwork
import Tensors

/// Whole attentions and blocks of transformers, which PyTorch computes at once where nothing is to be learnt.
extension ATenOperators {
    static let nativeMultiheadAttention = ATenOperator(
        """
        _native_multi_head_attention(query, key, value, embed_dim, num_head, qkv_weight, qkv_bias?, proj_weight, \
        proj_bias?, mask?, need_weights?, average_attn_weights?, mask_type?)
        """, kind: .dense
    ) { call, network in
        guard !call.has("mask") else { throw UnsupportedFeature.argument("mask") }
        let inputs = [try call.tensor("query"), try call.tensor("key"), try call.tensor("value")]
        let result = try attended(
            inputs, heads: call.integer("num_head"), weight: call.tensor("qkv_weight"),
            bias: call.optionalTensor("qkv_bias"), call, &network)
        return [
            .value(
                try projected(
                    result, call.tensor("proj_weight"), call.optionalTensor("proj_bias"), call, &network,
                    part: nil))
        ]
    }

    static let transformerEncoderLayer = ATenOperator(
        """
        _transformer_encoder_layer_fwd(src, embed_dim, num_heads, qkv_weight, qkv_bias, proj_weight, proj_bias, use_gelu, \
        norm_first, eps, norm_weight_1, norm_bias_1, norm_weight_2, norm_bias_2, ffn_weight_1, ffn_bias_1, ffn_weight_2, \
        ffn_bias_2, mask?, mask_type?)
        """, kind: .dense
    ) { call, network in
        guard !call.has("mask") else { throw UnsupportedFeature.argument("mask") }
        let source = try call.tensor("src")
        let isFirst = try call.boolean("norm_first")
        func normalised(_ value: TranslatedValue, _ number: Int, part: String?) throws -> TranslatedValue {
            try network.emit(
                "LayerNormalization", call,
                [value, call.tensor("norm_weight_\(number)"), call.tensor("norm_bias_\(number)")],
                [.integer("axis", -1), .float("epsilon", try call.float("eps"))], part: part)
        }
        let first = try isFirst ? normalised(source, 1, part: "norm1") : source
        let attention = try attended(
            [first, first, first], heads: call.integer("num_heads"), weight: call.tensor("qkv_weight"),
            bias: call.tensor("qkv_bias"), call, &network)
        let projection = try projected(
            attention, call.tensor("proj_weight"), call.tensor("proj_bias"), call, &network,
            part: "projection")
        var sum = try network.emit("Add", call, [source, projection], part: "sum1")
        if !isFirst { sum = try normalised(sum, 1, part: "norm1") }
        let second = try isFirst ? normalised(sum, 2, part: "norm2") : sum
        let wide = try projected(
            second, call.tensor("ffn_weight_1"), call.tensor("ffn_bias_1"), call, &network, part: "linear1")
        let active = try network.emit(
            call.boolean("use_gelu") ? "Gelu" : "Relu", call, [wide], part: "activation")
        let narrow = try projected(
            active, call.tensor("ffn_weight_2"), call.tensor("ffn_bias_2"), call, &network, part: "linear2")
        let result = try network.emit("Add", call, [sum, narrow], part: isFirst ? nil : "sum2")
        return [.value(try isFirst ? result : normalised(result, 2, part: nil))]
    }

    /// value·weightᵀ + bias
    private static func projected(
        _ value: TranslatedValue, _ weight: TranslatedValue, _ bias: TranslatedValue?, _ call: ATenCall,
        _ network: inout ATenNetwork, part: String?
    ) throws -> TranslatedValue {
        guard weight.dimensions?.count == 2 else { throw UnsupportedFeature.matrix }
        let turned = try network.turned(weight, [1, 0], call, part: "weight")
        guard let bias else { return try network.emit("MatMul", call, [value, turned], part: part) }
        let product = try network.emit("MatMul", call, [value, turned], part: "\(part ?? "output").product")
        return try network.emit("Add", call, [product, bias], part: part)
    }

    /// The heads' results beside each other, N×L×E; the weights of queries, keys and values stand below each other.
    private static func attended(
        _ inputs: [TranslatedValue], heads: Int, weight: TranslatedValue, bias: TranslatedValue?,
        _ call: ATenCall, _ network: inout ATenNetwork
    ) throws -> TranslatedValue {
        guard let rows = weight.dimensions?.first, let extents = inputs[0].dimensions, extents.count == 3,
            rows.isMultiple(of: 3), heads > 0, (rows / 3).isMultiple(of: heads), rows > 0
        else { throw UnsupportedFeature.argument("qkv_weight") }
        let width = rows / 3
        let depth = width / heads
        var parts: [TranslatedValue] = []
        for (index, name) in ["query", "key", "value"].enumerated() {
            func third(_ value: TranslatedValue) throws -> TranslatedValue {
                let bounds = [[index * width], [(index + 1) * width], [0]].map {
                    network.translation.integers($0)
                }
                return try network.emit("Slice", call, [value] + bounds, part: "\(name).part")
            }
            let own = try third(weight)
            let shift = try bias.map { try third($0) }
            let value = try projected(inputs[index], own, shift, call, &network, part: name)
            guard let length = value.dimensions?[1] else { throw UnsupportedFeature.uncomputedInputs }
            let shaped = try network.reshaped(
                value, to: [extents[0], length, heads, depth], call, part: "\(name).heads")
            // Keys stand as columns.
            let order = name == "key" ? [0, 2, 3, 1] : [0, 2, 1, 3]
            parts.append(try network.turned(shaped, order, call, part: "\(name).turned"))
        }
        let scale = network.translation.float(1 / Float(depth).squareRoot())
        let scaled = try network.emit("Mul", call, [parts[0], scale], part: "scaled")
        let scores = try network.emit("MatMul", call, [scaled, parts[1]], part: "scores")
        let weights = try network.emit("Softmax", call, [scores], [.integer("axis", -1)], part: "softmax")
        let mixed = try network.emit("MatMul", call, [weights, parts[2]], part: "mixed")
        let turned = try network.turned(mixed, [0, 2, 1, 3], call, part: "joined")
        return try network.reshaped(turned, to: [extents[0], extents[1], width], call, part: "flat")
    }
}
