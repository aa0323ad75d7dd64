import NeuralNetwork
import Tensors

extension ONNXOperators {
    /// The identity outside training. In training, a node with a seed drops what ONNX's reference implementation does.
    static let dropout = ONNXOperator(
        "Dropout", opsets: 1..., inputs: 1...3, outputs: 1...2,
        attributes: [
            .integer("seed", in: .min ... .max, opsets: 12...),
            .ignored("ratio", .float, opsets: 1...11), .ignored("is_test", .integer, opsets: 1...6),
        ],
        kind: .reshape, version: 22, limits: "training without a seed",
        fold: { node in
            guard node.input(2) == nil, try node.constants() != nil else { return nil }
            return node.input(0)?.constant.map { [$0] }
        },
        build: { node, importer in
            let (input, shape) = try node.variable(0)
            let ratio = try node.optionalConstant(1)?.tensor.values.first ?? 0.5
            let isTraining = try node.optionalConstant(2)?.booleans.first == true && ratio != 0
            let count = try node.spend(shape.dimensions)
            let output: ONNXSymbol
            var kept = [Bool](repeating: true, count: count)
            if isTraining {
                guard let seed = node.attributes.givenInteger("seed"), (0..<1).contains(ratio) else {
                    throw UnsupportedFeature.training
                }
                var generator = MersenneTwister(seed: UInt64(truncatingIfNeeded: seed))
                for index in kept.indices { kept[index] = generator.uniform() >= Double(ratio) }
                let factors = Tensor(shape, kept.map { $0 ? 1 / (1 - ratio) : 0 })
                output = try importer.layer(node, ElementwiseArithmetic(.multiply, constant: factors), input)
            } else {
                output = try importer.layer(node, Identity(), input)
            }
            guard node.outputs.count > 1 else { return [output] }
            return [output, .constant(ONNXValue(shape.dimensions, .booleans(kept)))]
        })
}
