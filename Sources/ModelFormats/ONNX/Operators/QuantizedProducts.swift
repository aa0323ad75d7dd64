import NeuralNetwork
import Tensors
import Words

/// Convolutions and matrix products of whole numbers.
///
/// They are summed up as 32-bit floats, which is exact as long as sums stay below 2²⁴; sums beyond are off by 6e-8 of
/// themselves, which a rounding to 8 bits behind them shows only where they lie at half a number.
extension ONNXOperators {
    static let convInteger = ONNXOperator(
        "ConvInteger", opsets: 10..., inputs: 2...4, attributes: convolution.attributes, kind: .convolution,
        version: 10, limits: "weights that depend on the picture", fold: nil
    ) { node, importer in
        let sums = try convolved(
            node, part: nil, (node.symbol(0), node.input(2)), (node.symbol(1), node.input(3)), bias: nil,
            &importer)
        return [importer.marked(sums, .int32)]
    }

    static let matMulInteger = ONNXOperator(
        "MatMulInteger", opsets: 10..., inputs: 2...4, kind: .dense, version: 10, fold: nil
    ) { node, importer in
        let sums = try multiplied(
            node, part: nil, (node.symbol(0), node.input(2)), (node.symbol(1), node.input(3)), &importer)
        return [importer.marked(sums, .int32)]
    }

    static let quantizedProducts: [ONNXOperator] =
        ["", microsoft].map { domain in
            ONNXOperator(
                "QLinearConv", domain: domain, opsets: (domain.isEmpty ? 10 : 1)..., inputs: 8...9,
                attributes: convolution.attributes + (domain.isEmpty ? [] : [.flag("channels_last")]),
                kind: .convolution, version: domain.isEmpty ? 10 : 1,
                limits: "weights and scales that depend on the picture", fold: nil
            ) { node, importer in
                try channelsFirst(node, !domain.isEmpty, &importer) { node, importer in
                    let (bias, weights) = (node.input(8), try node.symbol(3))
                    let sums = try convolved(
                        node, part: "sums", (node.symbol(0), node.input(2)), (weights, node.input(5)),
                        bias: bias, &importer)
                    let behind = [Int](repeating: 1, count: max((weights.dimensions?.count ?? 2) - 2, 0))
                    let unit = try product(node, node.constant(1), node.constant(4), behind: behind)
                    return try rounded(node, sums, unit: unit, scale: 6, &importer)
                }
            }
        } + [
            ONNXOperator(
                "QLinearMatMul", opsets: 10..., inputs: 8...8, kind: .dense, version: 21,
                limits: "scales that depend on the picture", fold: nil
            ) { node, importer in
                let sums = try multiplied(
                    node, part: "sums", (node.symbol(0), node.input(2)), (node.symbol(3), node.input(5)),
                    &importer)
                let rows = try node.constant(1)
                guard rows.count == 1 else {
                    throw node.fault(input: "a_scale", expected: .oneElement, found: "\(rows.count)")
                }
                return [
                    try rounded(
                        node, sums, unit: product(node, rows, node.constant(4)), scale: 6, &importer)
                ]
            },
            ONNXOperator(
                "QGemm", domain: microsoft, opsets: 1..., inputs: 6...9,
                attributes: [.float("alpha", 1), .flag("transA"), .flag("transB")], kind: .dense, version: 1,
                limits: "scales that depend on the picture", fold: nil
            ) { node, importer in
                let a = try centred(node, "A", node.symbol(0), node.input(2), &importer)
                let b = try centred(node, "B", node.symbol(3), node.input(5), &importer)
                let bias = node.input(6)?.constant.map { ONNXSymbol.constant($0.cast(to: .float)) }
                let sums = try importer.one(
                    node, part: "sums", "Gemm", a, b, bias ?? node.input(6),
                    attributes: .integer("transA", node.attributes.integer("transA")),
                    .integer("transB", node.attributes.integer("transB")))
                var unit = try product(node, node.constant(1), node.constant(4))
                let alpha = node.attributes.float("alpha")
                unit = Tensor(unit.shape, unit.values.map { $0 * alpha })
                if node.input(7) != nil {
                    return [try rounded(node, sums, unit: unit, scale: 7, &importer)]
                }
                let real = try importer.one(node, "Mul", sums, .constant(ONNXValue(unit)))
                return [importer.marked(real, .float)]
            },
            ONNXOperator(
                "MatMulIntegerToFloat", domain: microsoft, opsets: 1..., inputs: 4...7, kind: .dense,
                version: 1, fold: nil
            ) { node, importer in
                let sums = try multiplied(
                    node, part: "sums", (node.symbol(0), node.input(4)), (node.symbol(1), node.input(5)),
                    &importer)
                return [
                    try real(
                        node, sums, scales: (node.symbol(2), node.symbol(3)), bias: node.input(6), &importer)
                ]
            },
            ONNXOperator(
                "DynamicQuantizeMatMul", domain: microsoft, opsets: 1..., inputs: 3...5, kind: .dense,
                version: 1, fold: nil
            ) { node, importer in
                let quantized = try importer.derived(
                    node, part: "quantized", "DynamicQuantizeLinear", [node.symbol(0)], outputs: 3)
                let sums = try multiplied(
                    node, part: "sums", (quantized[0], quantized[2]), (node.symbol(1), node.input(3)),
                    &importer)
                return [
                    try real(
                        node, sums, scales: (quantized[1], node.symbol(2)), bias: node.input(4), &importer)
                ]
            },
        ]

    /// Operators that ONNX Runtime adds to ONNX's.
    static let microsoft = "com.microsoft"

    // MARK: Sums of whole numbers

    private typealias Numbers = (numbers: ONNXSymbol, zeroPoint: ONNXSymbol?)

    private static func convolved(
        _ node: ONNXNode, part: String?, _ input: Numbers, _ weights: Numbers, bias: ONNXSymbol?,
        _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        let a = try centred(node, "centred", input.numbers, input.zeroPoint, &importer)
        var zero = weights.zeroPoint
        if let value = zero?.constant, value.count > 1, let rank = weights.numbers.dimensions?.count {
            zero = .constant(value.reshaped([value.count] + [Int](repeating: 1, count: max(rank - 1, 0))))
        }
        let b = try centred(node, "weights", weights.numbers, zero, &importer)
        let bias = bias?.constant.map { ONNXSymbol.constant($0.cast(to: .float)) } ?? bias
        return try importer.derived(
            node, part: part, "Conv", [a, b, bias],
            node.proto.attribute.filter { $0.name != "channels_last" })[0]
    }

    private static func multiplied(
        _ node: ONNXNode, part: String?, _ a: Numbers, _ b: Numbers, _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        let left = try centred(node, "A", a.numbers, a.zeroPoint, &importer)
        let right = try centred(node, "B", b.numbers, b.zeroPoint, &importer)
        return try importer.one(node, part: part, "MatMul", left, right)
    }

    // MARK: Scales

    /// What 1 of a sum stands for; the second scale may be one for each channel.
    ///
    /// - Parameter behind: extents of axes behind that of the channels.
    private static func product(
        _ node: ONNXNode, _ first: ONNXValue, _ second: ONNXValue, behind: [Int] = []
    ) throws -> Tensor {
        guard first.count == 1 else {
            throw node.fault(input: "scale", expected: .oneElement, found: "\(first.count)")
        }
        let factor = first.tensor.values[0]
        let shape = second.count == 1 ? Shape([]) : Shape([second.count] + behind)
        return Tensor(shape, second.tensor.values.map { $0 * factor })
    }

    /// Sums as the whole numbers of the output.
    ///
    /// - Parameter scale: which input is the output's scale; its zero point is the next one.
    private static func rounded(
        _ node: ONNXNode, _ sums: ONNXSymbol, unit: Tensor, scale: Int, _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        guard case .variable(let layer, _) = sums else { throw UnsupportedFeature.constantInputs }
        let (scales, zero) = (try node.constant(scale), try node.optionalConstant(scale + 1))
        for value in [scales, zero] where value != nil && value?.count != 1 {
            throw node.fault(input: "y_scale", expected: .oneElement, found: "\(value?.count ?? 0)")
        }
        let type = zero?.type ?? .uint8
        guard let numbers = type.numbers, type.bits <= 16 else {
            throw UnsupportedFeature.castTo(type: type.rawValue)
        }
        let step = scales.tensor.values[0]
        let operation = Quantization(
            scale: Tensor(unit.shape, unit.values.map { step / $0 }),
            zeroPoint: Tensor(unit.shape, repeating: zero?.tensor.values[0] ?? 0), numbers: numbers)
        return importer.marked(try importer.layer(node, operation, layer), type)
    }

    /// Sums as the reals that they stand for.
    private static func real(
        _ node: ONNXNode, _ sums: ONNXSymbol, scales: (ONNXSymbol, ONNXSymbol), bias: ONNXSymbol?,
        _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        let sums = importer.marked(sums, .float)
        let first = try importer.one(node, part: "scaled", "Mul", sums, scales.0)
        let second = try importer.one(node, part: bias == nil ? nil : "scaled", "Mul", first, scales.1)
        guard let bias else { return second }
        return try importer.one(node, "Add", second, bias)
    }

    /// A node's output where its first input may have the channels as its last axis, and its output as well.
    static func channelsFirst(
        _ node: ONNXNode, _ mayBeLast: Bool, _ importer: inout ONNXImporter,
        _ build: (ONNXNode, inout ONNXImporter) throws -> ONNXSymbol
    ) throws -> [ONNXSymbol] {
        guard mayBeLast, node.attributes.flag("channels_last"),
            let rank = try node.symbol(0).dimensions?.count,
            rank > 2
        else { return [try build(node, &importer)] }
        var inner = node
        let type = importer.type(of: try node.symbol(0))
        let first = [0, rank - 1] + Array(1..<rank - 1)
        inner.inputs[0] = importer.marked(
            try importer.one(
                node, part: "channels-first", "Transpose", node.symbol(0),
                attributes: .integers("perm", first)), type)
        inner.name = importer.free("\(node.name)/output")
        let output = try build(inner, &importer)
        let last = [0] + Array(2..<rank) + [1]
        return [try importer.one(node, "Transpose", output, attributes: .integers("perm", last))]
    }
}
