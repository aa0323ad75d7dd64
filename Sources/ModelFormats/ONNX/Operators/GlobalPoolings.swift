import NeuralNetwork
import Tensors

/// Pooling of all positions into one.
extension ONNXOperators {
    static let globalAveragePooling = globalPooling("GlobalAveragePool", .average(countsPadding: true))
    static let globalMaximumPooling = globalPooling("GlobalMaxPool", .maximum)

    private static func globalPooling(_ name: String, _ reduction: Pooling.Reduction) -> ONNXOperator {
        ONNXOperator(
            name, opsets: 1..., inputs: 1...1, kind: .pooling, version: 22, fold: nil
        ) { node, importer in
            let pooling = GlobalPooling(reduction, keepsAxes: true)
            return [try importer.layer(node, pooling, node.variable(0).layer)]
        }
    }

    static let globalPowerPooling = ONNXOperator(
        "GlobalLpPool", opsets: 1..., inputs: 1...1, attributes: exponents, kind: .pooling, version: 22,
        fold: nil
    ) { node, importer in
        let (input, shape) = try node.variable(0)
        let exponent = exponent(of: node)
        let operations: [any Operator] =
            power(exponent) + [
                Reduction(.sum, axes: Array(2..<max(shape.rank, 2)), keepsAxes: true),
                ElementwiseArithmetic(.power, constant: Tensor([], [1 / exponent])),
            ]
        let whole = Composite(operations, kind: .pooling, summary: .globalNormPooling(Int(exponent)))
        return [try importer.layer(node, whole, input)]
    }
}
