import NeuralNetwork
import Tensors

extension ONNXOperators {
    static let reductions: [String: Builder] = [
        "ReduceSum": reduction(.sum),
        "ReduceMean": reduction(.mean),
        "ReduceMax": reduction(.maximum),
        "ReduceMin": reduction(.minimum),
        "ReduceProd": reduction(.product),
        "ReduceL1": reduction(.l1),
        "ReduceL2": reduction(.l2),
        "ReduceSumSquare": reduction(.sumOfSquares),
        "ReduceLogSum": reduction(.logOfSum),
        "ReduceLogSumExp": reduction(.logOfSumOfExponentials),
    ]

    private static func reduction(_ function: Reduction.Function) -> Builder {
        { node, importer in
            let (input, shape) = try node.variable(0)
            guard let axes = try reducedAxes(node, rank: shape.rank) else {
                return [try importer.layer(node, Identity("Identity"), input)]
            }
            let keeps = node.int("keepdims", 1) != 0
            let spatial = Array(2..<max(shape.rank, 2))
            if axes.sorted() == spatial, (3...5).contains(shape.rank), function == .mean, shape.count > 0 {
                let pooling = GlobalPooling(.average(countsPadding: true), keepsAxes: keeps)
                return [try importer.layer(node, pooling, input)]
            }
            return [
                try importer.layer(
                    node, Reduction(function, axes: axes.sorted(), keepsAxes: keeps), input)
            ]
        }
    }

    /// The axes of a reduction, all where none are named, or nil where that means that nothing is reduced. An attribute
    /// in older opsets, an input since opset 13 or 18.
    static func reducedAxes(_ node: ONNXNode, rank: Int) throws -> [Int]? {
        let named = try node.integers("axes", orInput: 1) ?? []
        if named.isEmpty { return node.int("noop_with_empty_axes", 0) != 0 ? nil : Array(0..<rank) }
        return Array(Set(try node.axes(named, rank: rank)))
    }
}
