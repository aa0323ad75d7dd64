import NeuralNetwork
import Tensors

/// Sums, maxima and the like over axes.
extension ONNXOperators {
    static let reductions: [ONNXOperator] = [
        reduction("ReduceSum", .sum, version: 13, fold: folding(0, { $0 &+ $1 }, +)),
        reduction("ReduceMean", .mean, version: 18),
        reduction("ReduceMax", .maximum, version: 20, fold: folding(.min, max, max, floatStart: -.infinity)),
        reduction("ReduceMin", .minimum, version: 20, fold: folding(.max, min, min, floatStart: .infinity)),
        reduction("ReduceProd", .product, version: 18, fold: folding(1, { $0 &* $1 }, *)),
        reduction("ReduceL1", .l1, version: 18),
        reduction("ReduceL2", .l2, version: 18),
        reduction("ReduceSumSquare", .sumOfSquares, version: 18),
        reduction("ReduceLogSum", .logOfSum, version: 18),
        reduction("ReduceLogSumExp", .logOfSumOfExponentials, version: 18),
    ]

    /// The axes became an input in opset 13 for sums and in opset 18 for the others.
    private static func reduction(
        _ name: String, _ function: Reduction.Function, version: Int, fold: ONNXOperator.Fold? = nil
    ) -> ONNXOperator {
        let since = function == .sum ? 13 : 18
        return ONNXOperator(
            name, opsets: 1..., inputs: 1...2,
            attributes: [
                .integers("axes", in: ONNXAttribute.axisRange, opsets: 1...since - 1),
                .flag("keepdims", true), .flag("noop_with_empty_axes", opsets: since...),
            ],
            kind: .pooling, version: version, limits: "axes that depend on the picture", fold: fold
        ) { node, importer in
            let (input, shape) = try node.variable(0)
            guard let axes = try reducedAxes(node, rank: shape.rank) else {
                return [try importer.layer(node, Identity(.identity), input)]
            }
            let keeps = node.attributes.flag("keepdims")
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

    /// The axes of a reduction, all where none are named, or nil where that means that nothing is reduced.
    private static func reducedAxes(_ node: ONNXNode, rank: Int) throws -> [Int]? {
        let named = try node.integers("axes", orInput: 1) ?? []
        if named.isEmpty { return node.attributes.flag("noop_with_empty_axes") ? nil : Array(0..<rank) }
        return Array(Set(try node.axes(named, rank: rank)))
    }

    /// - Parameter floatStart: what no float at all gives; nil for the same number as `start`.
    private static func folding(
        _ start: Int, _ integers: @escaping @Sendable (Int, Int) -> Int,
        _ floats: @escaping @Sendable (Float, Float) -> Float, floatStart: Float? = nil
    ) -> ONNXOperator.Fold {
        ONNXOperator.ofConstants { node, inputs in
            let value = inputs[0]
            let rank = value.dimensions.count
            guard let axes = try reducedAxes(node, rank: rank) else { return value }
            let kept = (0..<rank).filter { !axes.contains($0) }
            let map = IndexMap(value.dimensions).transposed(kept + axes.sorted())
            let groups = kept.map { value.dimensions[$0] }.reduce(1, *)
            let ordered = value.picked(map)
            let size = groups == 0 ? 0 : ordered.count / groups
            let keeps = node.attributes.flag("keepdims")
            let dimensions = (0..<rank).filter { keeps || kept.contains($0) }.map {
                kept.contains($0) ? value.dimensions[$0] : 1
            }
            func folded<Element>(
                _ elements: [Element], _ start: Element, _ join: (Element, Element) -> Element
            ) -> [Element] {
                (0..<groups).map { elements[$0 * size..<($0 + 1) * size].reduce(start, join) }
            }
            if value.isFloat {
                let results = folded(ordered.tensor.values, floatStart ?? Float(start), floats)
                return ONNXValue(Tensor(Shape(dimensions), results))
            }
            return ONNXValue(
                dimensions, .integers(folded(ordered.integers, start, integers).map(Int64.init)))
        }
    }
}
