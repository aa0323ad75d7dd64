import NeuralNetwork

extension TFLiteOperators {
    /// Weights are outputs × inputs; all axes of the input but the last are one, unless they are kept.
    static let fullyConnected = TFLiteOperator(
        "FULLY_CONNECTED", inputs: 2...3, options: 8, activation: 0, kind: .dense
    ) { call, importer in
        guard try call.choice(1) == 0 else {
            throw UnsupportedFeature.attribute("weights_format", opset: nil)
        }
        let weights = call.input(1).value
        let extents = try call.dimensions(0)
        guard let sizes = weights.dimensions, sizes.count == 2 else { throw UnsupportedFeature.matrix }
        var input = try importer.inOrder(call.input(0), call)
        let bias = call.optional(2)?.value
        if try call.flag(2), extents.count > 2 {
            let turned = try importer.emit(
                "Transpose", call, [weights], [.integers("perm", [1, 0])], part: "weights")
            guard let bias else {
                return [TFLiteValue(value: try importer.emit("MatMul", call, [input, turned]))]
            }
            let product = try importer.emit("MatMul", call, [input, turned], part: "product")
            return [TFLiteValue(value: try importer.emit("Add", call, [product, bias]))]
        }
        if input.dimensions?.count != 2 || input.dimensions?.last != sizes[1] {
            let shape = importer.translation.integers([-1, sizes[1]])
            input = try importer.emit("Reshape", call, [input, shape], part: "flatten")
        }
        let sum = try importer.emit("Gemm", call, [input, weights, bias], [.flag("transB", true)])
        return [TFLiteValue(value: sum)]
    }

    /// The product over the last two axes, either side turned first where the options ask for it.
    static let batchMatrixProduct = TFLiteOperator(
        "BATCH_MATMUL", inputs: 2...2, options: 101, kind: .dense
    ) { call, importer in
        var sides: [TranslatedValue] = []
        for index in 0..<2 {
            let side = try importer.asWritten(call.input(index), call)
            guard try call.flag(index), let rank = side.dimensions?.count, rank > 1 else {
                sides.append(side)
                continue
            }
            let order = Array(0..<rank - 2) + [rank - 1, rank - 2]
            sides.append(
                try importer.emit(
                    "Transpose", call, [side], [.integers("perm", order)], part: index == 0 ? "left" : "right"
                ))
        }
        return [TFLiteValue(value: try importer.emit("MatMul", call, sides))]
    }
}
