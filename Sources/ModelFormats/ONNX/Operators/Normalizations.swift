import NeuralNetwork
import Tensors

/// Normalisation by the size of neighbouring values.
extension ONNXOperators {
    static let localResponseNormalization = ONNXOperator(
        "LRN", opsets: 1..., inputs: 1...1,
        attributes: [
            .required("size", in: 1...extentLimit), .float("alpha", 1e-4), .float("beta", 0.75),
            .float("bias", 1),
        ],
        kind: .normalization, version: 13, fold: nil
    ) { node, importer in
        let operation = LocalResponseNormalization(
            size: node.attributes.integer("size"), alpha: node.attributes.float("alpha"),
            beta: node.attributes.float("beta"), bias: node.attributes.float("bias"))
        return [try importer.layer(node, operation, node.variable(0).layer)]
    }

    /// x / ‖x‖ along an axis.
    static let powerNormalization = ONNXOperator(
        "LpNormalization", opsets: 1..., inputs: 1...1, attributes: [.axis(-1), .integer("p", 2, in: 1...2)],
        kind: .normalization, version: 22, fold: nil
    ) { node, importer in
        let (input, shape) = try node.variable(0)
        let axis = try node.axis(node.attributes.integer("axis"), rank: shape.rank)
        let norm: Reduction.Function = node.attributes.integer("p") == 1 ? .l1 : .l2
        let size = try importer.layer(
            node, part: "norm", Reduction(norm, axes: [axis], keepsAxes: true), input)
        // Where all elements are zero, so is their quotient.
        let safe = try importer.layer(
            node, part: "bounded",
            ElementwiseArithmetic(.maximum, constant: Tensor([], [.leastNormalMagnitude])),
            size.layer!)
        return [try importer.layer(node, ElementwiseArithmetic(.divide), input, safe.layer!)]
    }
}
