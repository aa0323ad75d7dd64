import NeuralNetwork
import Tensors

/// The greatest and least elements along an axis, and running sums.
extension ONNXOperators {
    /// How many is an attribute up to opset 9 and an input since opset 10.
    static let topK = ONNXOperator(
        "TopK", opsets: 1..., inputs: 1...2, outputs: 1...2,
        attributes: [
            .axis(-1), .integer("k", in: 0...extentLimit, opsets: 1...9),
            .flag("largest", true, opsets: 11...), .ignored("sorted", .integer, opsets: 11...),
        ],
        kind: .pooling, version: 24, limits: "a number that depends on the picture", fold: nil
    ) { node, importer in
        let (input, shape) = try node.variable(0)
        let axis = try node.axis(node.attributes.integer("axis"), rank: shape.rank)
        let asked = try node.attributes.givenInteger("k") ?? node.constant(1).integers.first
        guard let count = asked, (0...shape[axis]).contains(count) else {
            throw node.fault(input: "K", expected: .within(0...shape[axis]), found: "\(asked ?? -1)")
        }
        let isGreatest = node.attributes.flag("largest")
        let values = try importer.layer(
            node, Ranking(.values, axis: axis, count: count, isGreatest: isGreatest), input)
        guard node.outputs.count > 1 else { return [values] }
        let places = try importer.integerLayer(
            node, part: "Indices", Ranking(.places, axis: axis, count: count, isGreatest: isGreatest), input)
        return [values, places]
    }

    static let extremePlaces: [ONNXOperator] = [
        place("ArgMax", isGreatest: true), place("ArgMin", isGreatest: false),
    ]

    private static func place(_ name: String, isGreatest: Bool) -> ONNXOperator {
        ONNXOperator(
            name, opsets: 1..., inputs: 1...1,
            attributes: [.axis(0), .flag("keepdims", true), .flag("select_last_index", opsets: 12...)],
            kind: .pooling, version: 13, fold: nil
        ) { node, importer in
            let (input, shape) = try node.variable(0)
            let axis = try node.axis(node.attributes.integer("axis"), rank: shape.rank)
            guard shape[axis] > 0 else {
                throw node.fault(input: "data", expected: .notEmpty, found: "\(shape)")
            }
            let ranking = Ranking(
                .places, axis: axis, count: 1, isGreatest: isGreatest,
                prefersLast: node.attributes.flag("select_last_index"))
            if node.attributes.flag("keepdims") {
                return [importer.marked(try importer.layer(node, ranking, input), .int64)]
            }
            let places = try importer.integerLayer(node, part: "places", ranking, input)
            let axes = ONNXSymbol.constant(ONNXValue(integers: [axis]))
            return [importer.marked(try importer.one(node, "Squeeze", places, axes), .int64)]
        }
    }

    static let cumulativeSum = ONNXOperator(
        "CumSum", opsets: 11..., inputs: 2...2, attributes: [.flag("exclusive"), .flag("reverse")],
        kind: .pooling, version: 14, limits: "an axis that depends on the picture", fold: nil
    ) { node, importer in
        let (input, shape) = try node.variable(0)
        let named = try node.constant(1)
        guard named.count == 1 else {
            throw node.fault(input: "axis", expected: .oneElement, found: "\(named.count)")
        }
        let axis = try node.axis(named.integers[0], rank: shape.rank)
        let sums = CumulativeSum(
            axis: axis, isExclusive: node.attributes.flag("exclusive"),
            isReversed: node.attributes.flag("reverse"))
        return [try importer.layer(node, sums, input)]
    }
}
