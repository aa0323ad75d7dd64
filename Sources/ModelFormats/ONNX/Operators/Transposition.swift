import NeuralNetwork
import Tensors

extension ONNXOperators {
    static let transpose = ONNXOperator(
        "Transpose", opsets: 1..., inputs: 1...1, attributes: [.integers("perm", in: 0...15)], kind: .reshape,
        version: 25,
        fold: ONNXOperator.ofConstants { node, inputs in
            inputs[0].picked(
                IndexMap(inputs[0].dimensions).transposed(
                    try order(node, rank: inputs[0].dimensions.count)))
        },
        build: { node, importer in
            let (input, shape) = try node.variable(0)
            let order = try order(node, rank: shape.rank)
            guard shape.rank > 0 else { return [try importer.layer(node, Identity(.transposition), input)] }
            return [try importer.layer(node, Transpose(order), input)]
        })

    private static func order(_ node: ONNXNode, rank: Int) throws -> [Int] {
        let order = node.attributes.integers("perm") ?? Array((0..<rank).reversed())
        guard order.sorted() == Array(0..<rank) else {
            throw node.fault("perm", expected: .eachAxisOnce(rank), found: "\(order)")
        }
        return order
    }
}
