import NeuralNetwork
import Tensors

extension ONNXOperators {
    static let matrixProduct = ONNXOperator(
        "MatMul", opsets: 1..., inputs: 2...2, kind: .dense, version: 13, fold: nil
    ) { node, importer in
        [try product(node, named: node.name, node.symbol(0), node.symbol(1), &importer)]
    }

    /// alpha·A·B + beta·C.
    static let gemm = ONNXOperator(
        "Gemm", opsets: 1..., inputs: 2...3,
        attributes: [
            .float("alpha", 1), .float("beta", 1), .flag("transA"), .flag("transB"),
            // C broadcasts by itself in every opset.
            .ignored("broadcast", .integer, opsets: 1...6),
        ],
        kind: .dense, version: 13, fold: nil
    ) { node, importer in
        let alpha = node.attributes.float("alpha")
        let beta = node.attributes.float("beta")
        var a = try matrix(node, 0, isTransposed: node.attributes.flag("transA"), &importer)
        let isTransposed = node.attributes.flag("transB")
        if case .variable(let input, let shape) = a, case .constant(let weights) = try node.symbol(1) {
            guard weights.dimensions.count == 2, shape.rank == 2 else {
                throw node.fault(input: "B", expected: .matrix, found: "\(Shape(weights.dimensions))")
            }
            guard weights.count > 0 else {
                throw node.fault(
                    input: "B", expected: .atLeastOneValue, found: "\(Shape(weights.dimensions))")
            }
            var tensor = isTransposed ? weights.tensor : weights.tensor.transposed
            if alpha != 1 { tensor = scaled(tensor, by: alpha) }
            guard tensor.shape[1] == shape[1] else {
                throw node.fault(
                    input: "B", expected: .matrixForFeatures(shape[1]),
                    found: "\(Shape(weights.dimensions))")
            }
            let outputs = tensor.shape[0]
            guard let c = node.input(2) else {
                return [try importer.layer(node, Dense(weights: tensor), input)]
            }
            if case .constant(let bias) = c, bias.count == outputs, bias.dimensions.last == outputs {
                let bias = scaled(bias.tensor.reshaped([outputs]), by: beta)
                return [try importer.layer(node, Dense(weights: tensor, bias: bias), input)]
            }
            let sum = try importer.layer(node, part: "product", Dense(weights: tensor), input)
            return [try added(node, sum, c, beta, &importer)]
        }
        let b = try matrix(node, 1, isTransposed: isTransposed, &importer)
        if alpha != 1 {
            a = try scaled(node, a, by: alpha, part: "alpha", &importer)
        }
        guard let c = node.input(2) else { return [try product(node, named: node.name, a, b, &importer)] }
        let sum = try product(node, named: importer.free("\(node.name)/product"), a, b, &importer)
        return [try added(node, sum, c, beta, &importer)]
    }

    private static func product(
        _ node: ONNXNode, named name: String, _ a: ONNXSymbol, _ b: ONNXSymbol,
        _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        switch (a, b) {
        case (.variable, .constant(let value)) where value.count == 0,
            (.constant(let value), .variable) where value.count == 0:
            throw node.fault(
                input: "matrix", expected: .atLeastOneValue, found: "\(Shape(value.dimensions))")
        case (.variable(let left, let shape), .constant(let right)):
            if shape.rank == 2, right.dimensions.count == 2 {
                return try importer.layer(node, named: name, Dense(weights: right.tensor.transposed), [left])
            }
            return try importer.layer(node, named: name, MatrixMultiplication(right: right.tensor), [left])
        case (.constant(let left), .variable(let right, _)):
            return try importer.layer(node, named: name, MatrixMultiplication(left: left.tensor), [right])
        case (.variable(let left, _), .variable(let right, _)):
            return try importer.layer(node, named: name, MatrixMultiplication(), [left, right])
        default: throw UnsupportedFeature.constantInputs
        }
    }

    private static func matrix(
        _ node: ONNXNode, _ index: Int, isTransposed: Bool, _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        let symbol = try node.symbol(index)
        guard symbol.dimensions?.count == 2 else {
            throw node.fault(
                input: index == 0 ? "A" : "B", expected: .matrix,
                found: symbol.dimensions.map { "\(Shape($0))" } ?? "nothing")
        }
        guard isTransposed else { return symbol }
        switch symbol {
        case .constant(let value): return .constant(ONNXValue(value.tensor.transposed))
        case .variable(let layer, _):
            return try importer.layer(node, part: "transposed\(index)", Transpose([1, 0]), layer)
        case .unavailable: return symbol
        }
    }

    private static func added(
        _ node: ONNXNode, _ sum: ONNXSymbol, _ c: ONNXSymbol, _ beta: Float, _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        let c = beta == 1 ? c : try scaled(node, c, by: beta, part: "beta", &importer)
        return try merged(node, named: node.name, .add, sum, c, &importer)
    }

    private static func scaled(
        _ node: ONNXNode, _ symbol: ONNXSymbol, by factor: Float, part: String, _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        switch symbol {
        case .constant(let value): return .constant(ONNXValue(scaled(value.tensor, by: factor)))
        case .variable(let layer, _):
            return try importer.layer(
                node, part: part, ElementwiseArithmetic(.multiply, constant: Tensor([], [factor])), layer)
        case .unavailable: return symbol
        }
    }

    private static func scaled(_ tensor: Tensor, by factor: Float) -> Tensor {
        factor == 1 ? tensor : Tensor(tensor.shape, inParallel: { tensor[$0] * factor })
    }
}
