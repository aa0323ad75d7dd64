import NeuralNetwork
import Tensors

extension ATenOperators {
    /// x·weightᵀ + bias along the last axis.
    static let linear = ATenOperator("linear(input, weight, bias?)", kind: .dense) { call, network in
        let (input, weight, bias) = (
            try call.tensor("input"), try call.tensor("weight"), try call.optionalTensor("bias")
        )
        if try call.rank("input") == 2 {
            return [.value(try network.emit("Gemm", call, [input, weight, bias], [.flag("transB", true)]))]
        }
        guard try call.rank("weight") == 2 else { throw UnsupportedFeature.matrix }
        let turned = try network.turned(weight, [1, 0], call, part: "weight")
        guard let bias else { return [.value(try network.emit("MatMul", call, [input, turned]))] }
        let product = try network.emit("MatMul", call, [input, turned], part: "product")
        return [.value(try network.emit("Add", call, [product, bias]))]
    }

    /// beta·self + alpha·mat1·mat2
    static let addmm = ATenOperator("addmm(self, mat1, mat2, beta?, alpha?)", kind: .dense) { call, network in
        let inputs = [try call.tensor("mat1"), try call.tensor("mat2"), try call.tensor("self")]
        let attributes: [Onnx_AttributeProto] = [
            .float("beta", try call.float("beta", 1)), .float("alpha", try call.float("alpha", 1)),
        ]
        return [.value(try network.emit("Gemm", call, inputs, attributes))]
    }

    static let baddbmm = ATenOperator("baddbmm(self, batch1, batch2, beta?, alpha?)", kind: .dense) {
        call, network in
        guard try call.float("beta", 1) == 1 else { throw UnsupportedFeature.argument("beta") }
        var product = try network.emit(
            "MatMul", call, [try call.tensor("batch1"), try call.tensor("batch2")], part: "product")
        let alpha = try call.float("alpha", 1)
        if alpha != 1 {
            product = try network.emit(
                "Mul", call, [product, network.translation.float(alpha)], part: "scaled")
        }
        return [.value(try network.emit("Add", call, [product, try call.tensor("self")]))]
    }

    static let products: [ATenOperator] = [
        ("mm", "mat2"), ("bmm", "mat2"), ("matmul", "other"), ("mv", "vec"),
    ]
    .map { name, second in
        ATenOperator("\(name)(self, \(second))", kind: .dense) { call, network in
            [.value(try network.emit("MatMul", call, [try call.tensor("self"), try call.tensor(second)]))]
        }
    }

    static let einsum = ATenOperator("einsum(equation, tensors, path?)", kind: .dense) { call, network in
        let equation = try call.text("equation", "")
        return [
            .value(
                try network.emit("Einsum", call, call.tensors("tensors"), [.text("equation", equation)]))
        ]
    }

    // MARK: Attention

    static let attention = ATenOperator(
        """
        scaled_dot_product_attention(query, key, value, attn_mask?, dropout_p?, is_causal?, scale?, enable_gqa?)
        """, kind: .dense
    ) { call, network in
        guard try !call.boolean("enable_gqa") else { throw UnsupportedFeature.argument("enable_gqa") }
        return [.value(try attended(call, &network))]
    }

    /// The forms that one kind of processor has a kernel for.
    static let fusedAttentions: [ATenOperator] = [
        """
        _scaled_dot_product_flash_attention_for_cpu(query, key, value, dropout_p?, is_causal?, attn_mask?, scale?)
        """,
        """
        _scaled_dot_product_flash_attention(query, key, value, dropout_p?, is_causal?, return_debug_mask?, scale?)
        """,
        "_scaled_dot_product_attention_math(query, key, value, attn_mask?, dropout_p?, is_causal?, dropout_mask?, scale?)",
    ].map { signature in
        ATenOperator(signature, kind: .dense) { call, network in [.value(try attended(call, &network))] }
    }

    /// softmax(query·keyᵀ·scale + mask)·value
    private static func attended(_ call: ATenCall, _ network: inout ATenNetwork) throws -> TranslatedValue {
        guard try call.float("dropout_p", 0) == 0 else { throw UnsupportedFeature.training }
        let (query, keys) = (try call.dimensions("query"), try call.dimensions("key"))
        guard query.count >= 2, keys.count == query.count, let width = query.last, width > 0 else {
            throw UnsupportedFeature.argument("query")
        }
        let rank = query.count
        let order = Array(0..<rank - 2) + [rank - 1, rank - 2]
        let turned = try network.turned(try call.tensor("key"), order, call, part: "keys")
        let scale = try call.optionalFloat("scale") ?? 1 / Float(width).squareRoot()
        let scaled = try network.emit(
            "Mul", call, [try call.tensor("query"), network.translation.float(scale)], part: "scaled")
        var scores = try network.emit("MatMul", call, [scaled, turned], part: "scores")
        if let mask = try mask(call, rows: query[rank - 2], columns: keys[rank - 2], &network) {
            scores = try network.emit("Add", call, [scores, mask], part: "masked")
        }
        let weights = try network.emit("Softmax", call, [scores], [.integer("axis", -1)], part: "softmax")
        return try network.emit("MatMul", call, [weights, try call.tensor("value")])
    }

    /// What is added to the scores; truth values say where attention may go.
    private static func mask(
        _ call: ATenCall, rows: Int, columns: Int, _ network: inout ATenNetwork
    ) throws -> TranslatedValue? {
        if try call.boolean("is_causal") {
            guard rows > 0, columns > 0, rows <= 1 << 13, columns <= 1 << 13 else {
                throw UnsupportedFeature.argument("is_causal")
            }
            let values = (0..<rows * columns).map { Float($0 % columns <= $0 / columns ? 0 : -1e30) }
            return network.translation.constant(ONNXValue(Tensor([rows, columns], values)))
        }
        guard let mask = try call.optionalTensor("attn_mask") else { return nil }
        guard let constant = mask.constant, constant.isBoolean else { return mask }
        let values = constant.booleans.map { Float($0 ? 0 : -1e30) }
        return network.translation.constant(ONNXValue(Tensor(Shape(constant.dimensions), values)))
    }
}
