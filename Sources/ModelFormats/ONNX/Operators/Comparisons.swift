import NeuralNetwork
import Tensors

/// Comparisons and logic; truth is 1 in a layer and falsehood 0.
extension ONNXOperators {
    static let comparisons: [ONNXOperator] = [
        comparison("Less", opsets: 1..., version: 13, .less, { $0 < $1 }, { $0 < $1 }),
        comparison("LessOrEqual", opsets: 12..., version: 16, .lessOrEqual, { $0 <= $1 }, { $0 <= $1 }),
        comparison("Equal", opsets: 1..., version: 19, .equal, { $0 == $1 }, { $0 == $1 }),
        comparison("Greater", opsets: 1..., version: 13, .greater, { $0 > $1 }, { $0 > $1 }),
        comparison(
            "GreaterOrEqual", opsets: 12..., version: 16, .greaterOrEqual, { $0 >= $1 }, { $0 >= $1 }),
    ]

    static let logic: [ONNXOperator] = [
        connective("And", .multiply) { $0 && $1 },
        connective("Or", .maximum) { $0 || $1 },
        connective("Xor", nil) { $0 != $1 },
        ONNXOperator(
            "Not", opsets: 1..., inputs: 1...1, kind: .activation, version: 1,
            fold: ONNXOperator.ofConstants { _, inputs in
                ONNXValue(inputs[0].dimensions, .booleans(inputs[0].booleans.map { !$0 }))
            },
            build: { node, importer in
                let comparison = Comparison(.equal, constant: Tensor([], [0]))
                return [
                    importer.marked(
                        try importer.layer(node, comparison, node.variable(0).layer), .boolean)
                ]
            }),
    ]

    private static func comparison(
        _ name: String, opsets: PartialRangeFrom<Int>, version: Int, _ relation: Comparison.Relation,
        _ integers: @escaping @Sendable (Int, Int) -> Bool,
        _ floats: @escaping @Sendable (Float, Float) -> Bool
    ) -> ONNXOperator {
        ONNXOperator(
            name, opsets: opsets, inputs: 2...2,
            attributes: opsets.lowerBound < 7 ? oldBroadcasting : [], kind: .activation, version: version,
            fold: ONNXOperator.ofConstants { node, inputs in
                let pair = try ONNXValue.broadcast(node, inputs)
                let results =
                    pair[0].isFloat
                    ? zip(pair[0].tensor.values, pair[1].tensor.values).map { floats($0, $1) }
                    : zip(pair[0].integers, pair[1].integers).map { integers($0, $1) }
                return ONNXValue(pair[0].dimensions, .booleans(results))
            },
            build: { node, importer in
                let result: ONNXSymbol
                switch (try node.symbol(0), try aligned(node, importer: &importer)) {
                case (.variable(let a, _), .variable(let b, _)):
                    result = try importer.layer(node, Comparison(relation), a, b)
                case (.variable(let a, _), .constant(let value)):
                    result = try importer.layer(node, Comparison(relation, constant: value.tensor), a)
                case (.constant(let value), .variable(let b, _)):
                    let mirrored = Comparison(relation.mirrored, constant: value.tensor)
                    result = try importer.layer(node, mirrored, b)
                default: throw UnsupportedFeature.uncomputedInputs
                }
                return [importer.marked(result, .boolean)]
            })
    }

    /// - Parameter operation: what it is of numbers that are 0 or 1; nil where no layer computes it.
    private static func connective(
        _ name: String, _ operation: ElementwiseArithmetic.Operation?,
        _ function: @escaping @Sendable (Bool, Bool) -> Bool
    ) -> ONNXOperator {
        ONNXOperator(
            name, opsets: 1..., inputs: 2...2, attributes: oldBroadcasting, kind: .activation, version: 7,
            limits: operation == nil ? "inputs that depend on the picture" : "",
            fold: ONNXOperator.ofConstants { node, inputs in
                let pair = try ONNXValue.broadcast(node, inputs)
                return ONNXValue(
                    pair[0].dimensions,
                    .booleans(zip(pair[0].booleans, pair[1].booleans).map { function($0, $1) }))
            },
            build: operation.map { operation -> ONNXOperator.Build in
                { node, importer in
                    let second = try aligned(node, importer: &importer)
                    return [
                        try merged(
                            node, named: node.name, operation, node.symbol(0), second, &importer)
                    ]
                }
            })
    }
}
