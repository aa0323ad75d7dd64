import NeuralNetwork
import Words

/// Functions along one axis that make the elements there comparable.
extension ONNXOperators {
    static let softmax = alongAxis("Softmax") { Softmax(axis: $0) }
    static let logSoftmax = alongAxis("LogSoftmax") { LogSoftmax(axis: $0) }
    static let hardmax = alongAxis("Hardmax") { Hardmax(axis: $0) }

    /// Up to opset 12 the axes from `axis` on are one.
    private static func alongAxis(
        _ name: String, _ make: @escaping @Sendable (Int) -> any Operator
    ) -> ONNXOperator {
        ONNXOperator(
            name, opsets: 1..., inputs: 1...1,
            attributes: [.axis(1, opsets: 1...12), .axis(-1, opsets: 13...)], kind: .activation,
            version: 13,
            fold: nil
        ) { node, importer in
            let (input, shape) = try node.variable(0)
            let axis = try node.axis(node.attributes.integer("axis"), rank: shape.rank)
            let last = shape.dimensions[axis...].reduce(1, *)
            guard node.opset < 13, last != shape[axis], last > 0 else {
                return [try importer.layer(node, make(axis), input)]
            }
            let folded = Reshape([last])
            let flat = axis == 1 ? folded as any Operator : BatchReshape([shape.count / last, last])
            let operations: [any Operator] = [
                flat, make(1), axis == 1 ? Reshape(shape.withoutBatch) : BatchReshape(shape),
            ]
            let whole = Composite(operations, kind: .activation, summary: .operation(node.operation))
            return [try importer.layer(node, whole, input)]
        }
    }
}
