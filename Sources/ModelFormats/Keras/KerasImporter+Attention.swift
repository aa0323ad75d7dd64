import Foundation
import NeuralNetwork
import Tensors

/// Attention over rows of features, N×T×C in Keras's order.
extension KerasImporter {
    static let attentions: [String: Build] = [
        "Attention": { try $0.addAttention($1, $2) },
        "AdditiveAttention": { try $0.addAttention($1, $2) },
        "MultiHeadAttention": {
            try $0.addHeads($1, $2, heads: "num_heads", keyHeads: "num_heads", size: "key_dim")
        },
        "GroupQueryAttention": {
            try $0.addHeads(
                $1, $2, heads: "num_query_heads", keyHeads: "num_key_value_heads", size: "head_dim")
        },
        "GroupedQueryAttention": {
            try $0.addHeads(
                $1, $2, heads: "num_query_heads", keyHeads: "num_key_value_heads", size: "head_dim")
        },
    ]

    /// What an attention layer's call asks for that is not computed; nil where there is nothing.
    private func attentionObstacle(_ call: KerasCall, allowed: Set<String>) -> UnsupportedKerasLayer? {
        for (name, argument) in call.arguments.named.sorted(by: { $0.key < $1.key })
        where !allowed.contains(name) {
            let isAbsent =
                argument.isNone || argument.flag == false
                || argument.list?.allSatisfy(\.isNone) == true
            if !isAbsent, name != "training" { return .argument(name) }
        }
        return nil
    }

    /// Attention of one head without weights of its own but for a scale (Luong et al. 2015, Bahdanau et al. 2015).
    private func addAttention(_ call: KerasCall, _ inputs: [Int]) throws -> [Int] {
        if let obstacle = attentionObstacle(call, allowed: ["return_attention_scores"]) {
            return [try unsupported(call, inputs, obstacle)]
        }
        guard (2...3).contains(inputs.count), inputs.allSatisfy({ shape($0).rank == 2 }) else {
            return [try unsupported(call, inputs, .argument("inputs"))]
        }
        guard try call.settings.text("score_mode", default: "dot") == "dot" else {
            return [try unsupported(call, inputs, .setting("score_mode"))]
        }
        let isAdditive = call.layer.className == "AdditiveAttention"
        let query = try addToKeras(call.name + "/query", inputs[0])
        let value = try addToKeras(call.name + "/value", inputs[1])
        let key = inputs.count == 3 ? try addToKeras(call.name + "/key", inputs[2]) : value
        let hasScale = try call.settings.bool("use_scale", default: isAdditive)
        let features = shape(query)[1]
        let scale = hasScale ? try tensors(call, [KerasArray("scale", isAdditive ? [features] : [])])[0] : nil
        var scores: Int
        if isAdditive {
            let rows = try add(
                call.name + "/query rows", Reshape([shape(query)[0], 1, features]), [query])
            let columns = try add(call.name + "/key rows", Reshape([1, shape(key)[0], features]), [key])
            let sum = try add(call.name + "/sum", ElementwiseArithmetic.add, [rows, columns])
            scores = try add(call.name + "/tanh", ActivationLayer(.tanh), [sum])
            if let scale {
                scores = try add(
                    call.name + "/scaled", ElementwiseArithmetic(.multiply, constant: scale), [scores])
            }
            scores = try add(
                call.name + "/scores", Reduction(.sum, axes: [3], keepsAxes: false), [scores])
        } else {
            let transposed = try add(call.name + "/transposed", Transpose([0, 2, 1]), [key])
            scores = try add(call.name + "/scores", MatrixMultiplication(), [query, transposed])
            if let scale {
                scores = try add(
                    call.name + "/scaled",
                    ElementwiseArithmetic(.multiply, constant: scale.reshaped([1])), [scores])
            }
        }
        let weights = try add(call.name + "/softmax", Softmax(axis: 2), [scores])
        let sums = try add(call.name + "/sums", MatrixMultiplication(), [weights, value])
        let result = try addFromKeras(call.name, sums, summary: .operation(call.layer.className))
        return [result] + (try scoresOutput(call, weights))
    }

    /// The second output, where a call asks for it.
    private func scoresOutput(_ call: KerasCall, _ weights: Int) throws -> [Int] {
        guard call.arguments.named["return_attention_scores"]?.flag == true else { return [] }
        return [
            try addFromKeras(call.name + "/weights", weights, summary: .operation("return_attention_scores"))
        ]
    }

    /// Attention of several heads (Vaswani et al. 2017); where keys have fewer heads, each serves several of the queries
    /// (Ainslie et al. 2023).
    private func addHeads(
        _ call: KerasCall, _ inputs: [Int], heads: String, keyHeads: String, size: String
    ) throws -> [Int] {
        let allowed: Set = ["return_attention_scores", "value", "key", "query"]
        if let obstacle = attentionObstacle(call, allowed: allowed) ?? headsObstacle(call) {
            return [try unsupported(call, inputs, obstacle)]
        }
        let settings = call.settings
        guard let query = call.node(0, "query"), let value = call.node(1, "value"),
            Set([query, value]).allSatisfy({ shape($0).rank >= 2 })
        else { return [try unsupported(call, inputs, .argument("query"))] }
        let key = call.node(2, "key") ?? value
        let (headCount, keyHeadCount) = (try settings.integer(heads), try settings.integer(keyHeads))
        let keySize = try settings.integer(size)
        let valueSize = try settings.integer("value_dim", default: keySize)
        let limits = [headCount, keyHeadCount, keySize, valueSize]
        guard limits.allSatisfy({ (1...1 << 14).contains($0) }), headCount % keyHeadCount == 0 else {
            throw settings.fault(heads)
        }
        let last = kerasShape(query).last!
        let outputs =
            try settings["output_shape"].map { value in
                guard let list = KerasArgument(value).integers, list.count == 1, list[0] > 0 else {
                    throw settings.fault("output_shape")
                }
                return list[0]
            } ?? last
        let hasBias = try settings.bool("use_bias", default: true)
        func projection(_ name: String, _ kernel: [Int], _ bias: [Int]) -> [KerasArray] {
            [KerasArray("kernel", kernel, part: name)]
                + (hasBias ? [KerasArray("bias", bias, part: name)] : [])
        }
        let keyLast = kerasShape(key).last!, valueLast = kerasShape(value).last!
        let arrays = try tensors(
            call,
            projection("query_dense", [last, headCount, keySize], [headCount, keySize])
                + projection("key_dense", [keyLast, keyHeadCount, keySize], [keyHeadCount, keySize])
                + projection("value_dense", [valueLast, keyHeadCount, valueSize], [keyHeadCount, valueSize])
                + projection("output_dense", [headCount, valueSize, outputs], [outputs]))
        let step = hasBias ? 2 : 1
        func weights(_ index: Int) -> (Tensor, Tensor?) {
            (arrays[index * step], hasBias ? arrays[index * step + 1] : nil)
        }
        let repeats = headCount / keyHeadCount
        var queries = try addHeads(call, "query", query, weights(0), repeats: 1)
        queries = try add(
            call.name + "/scaled query",
            ElementwiseArithmetic(
                .multiply, constant: Tensor([1], [Float(1 / Double(keySize).squareRoot())])), [queries])
        let keys = try addHeads(call, "key", key, weights(1), repeats: repeats)
        let values = try addHeads(call, "value", value, weights(2), repeats: repeats)
        let transposed = try add(call.name + "/transposed", Transpose([0, 1, 3, 2]), [keys])
        let scores = try add(call.name + "/scores", MatrixMultiplication(), [queries, transposed])
        let softmax = try add(call.name + "/softmax", Softmax(axis: 3), [scores])
        let sums = try add(call.name + "/sums", MatrixMultiplication(), [softmax, values])
        let tokens = shape(sums)[1]
        let merged = try add(
            call.name + "/merged",
            Composite(
                [Transpose([0, 2, 1, 3]), Reshape([tokens, headCount * valueSize])], kind: .reshape,
                summary: .transposition), [sums])
        let (kernel, bias) = weights(3)
        let product = try addProduct(
            call.name + "/output", merged, kernel.reshaped([headCount * valueSize, outputs]), bias)
        let grid = Array(kerasShape(query).dropLast()) + [outputs]
        let result =
            grid.count == 2
            ? product : try add(call.name + "/grid", Reshape(Shape(grid)), [product])
        return [try addFromKeras(call.name, result, summary: .operation(call.layer.className))]
            + (try scoresOutput(call, softmax))
    }

    private func headsObstacle(_ call: KerasCall) -> UnsupportedKerasLayer? {
        if call.settings["use_gate"]?.bool == true { return .setting("use_gate") }
        if call.settings["sliding_window"] != nil { return .setting("sliding_window") }
        // Axes that are not attended to would be a batch of their own.
        guard let axes = call.settings["attention_axes"]?.list, let query = call.node(0, "query") else {
            return nil
        }
        let rank = shape(query).rank + 1
        let named = Set(axes.compactMap(\.integer).map { $0 < 0 ? $0 + rank : $0 })
        return named == Set(1..<max(rank - 1, 1)) ? nil : .setting("attention_axes")
    }

    /// Tokens' features as heads × tokens × features.
    private func addHeads(
        _ call: KerasCall, _ part: String, _ input: Int, _ weights: (kernel: Tensor, bias: Tensor?),
        repeats: Int
    ) throws -> Int {
        let name = "\(call.name)/\(part)"
        var node = try addToKeras(name + " rows", input)
        let extents = shape(node).dimensions
        if extents.count > 2 {
            let tokens = extents.dropLast().reduce(1, *)
            node = try add(name + " tokens", Reshape([tokens, extents.last!]), [node])
        }
        let tokens = shape(node)[0]
        let (heads, size) = (weights.kernel.shape[1], weights.kernel.shape[2])
        node = try addProduct(
            name, node, weights.kernel.reshaped([weights.kernel.shape[0], heads * size]),
            weights.bias?.reshaped([heads * size]))
        let operations: [any Operator] = [Reshape([tokens, heads, size]), Transpose([0, 2, 1, 3])]
        let copies = (0..<heads * repeats).map { $0 / repeats }
        return try add(
            name + " heads",
            Composite(
                operations
                    + (repeats > 1
                        ? [Gather([nil, copies, nil, nil], summary: .upsampling("\(repeats)"))] : []),
                kind: .reshape, summary: .transposition), [node])
    }

    /// Rows of features times a matrix, plus a bias.
    func addProduct(_ name: String, _ input: Int, _ kernel: Tensor, _ bias: Tensor?) throws -> Int {
        let product = MatrixMultiplication(right: kernel)
        guard let bias else { return try add(name, product, [input]) }
        return try add(
            name,
            Composite(
                [product, ElementwiseArithmetic(.add, constant: bias)], kind: .dense,
                summary: .like(product.summary)), [input])
    }
}
