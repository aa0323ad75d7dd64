import NeuralNetwork
import Words
import Tensors

/// Enlarging and reducing, as weighted sums along each axis.
extension ONNXOperators {
    static let resize = ONNXOperator(
        "Resize", opsets: 10..., inputs: 1...4,
        attributes: [
            .text("mode", of: ["nearest", "linear", "cubic", "bilinear"]),
            .text(
                "coordinate_transformation_mode",
                of: [
                    "half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric",
                    "tf_half_pixel_for_nn", "tf_crop_and_resize",
                ], opsets: 11...),
            .text(
                "nearest_mode", of: ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"],
                opsets: 11...),
            .float("cubic_coeff_a", -0.75, opsets: 11...), .flag("exclude_outside", opsets: 11...),
            .float("extrapolation_value", 0, opsets: 11...), .flag("antialias", opsets: 18...),
            .integers("axes", in: ONNXAttribute.axisRange, opsets: 18...),
            .text(
                "keep_aspect_ratio_policy", of: ["stretch", "not_larger", "not_smaller"], opsets: 18...),
        ],
        kind: .reshape, version: 19, limits: "sizes that depend on the picture", fold: nil, build: resized)

    static let upsample = ONNXOperator(
        "Upsample", opsets: 1...9, inputs: 1...2,
        attributes: [
            .text("mode", of: ["nearest", "linear", "bilinear"]),
            .floats("scales", in: 0 ... .greatestFiniteMagnitude, isRequired: true, opsets: 7...8),
            .float("height_scale", in: 0 ... .greatestFiniteMagnitude, isRequired: true, opsets: 1...6),
            .float("width_scale", in: 0 ... .greatestFiniteMagnitude, isRequired: true, opsets: 1...6),
        ],
        kind: .reshape, version: 9, limits: "scales that depend on the picture", fold: nil, build: resized)

    private static let resized: ONNXOperator.Build = { node, importer in
        let (input, shape) = try node.variable(0)
        guard shape.count > 0 else {
            throw node.fault(input: "X", expected: .notEmpty, found: "\(shape)")
        }
        let (sizes, scales) = try resizedExtents(node, shape)
        _ = try node.checkedCount(sizes)
        let rule = try ONNXResizing(node, rank: shape.rank)
        var axes: [[Resampling.Taps]?] = []
        var outside: [[Bool]] = []
        for axis in 0..<shape.rank {
            guard sizes[axis] != shape[axis] || scales[axis] != 1 || rule.crops else {
                axes.append(nil)
                outside.append(Array(repeating: false, count: sizes[axis]))
                continue
            }
            let positions = (0..<sizes[axis]).map {
                rule.coordinate($0, axis: axis, scale: scales[axis], input: shape[axis], output: sizes[axis])
            }
            axes.append(positions.map { rule.taps(at: $0, scale: scales[axis], extent: shape[axis]) })
            outside.append(positions.map { $0 == nil })
        }
        guard axes.contains(where: { $0 != nil }) else {
            return [try importer.layer(node, Identity(.operation(node.operation)), input)]
        }
        let isNearest = axes.allSatisfy { $0?.allSatisfy { $0.weights == [1] } ?? true }
        let operation: any Operator =
            isNearest
            ? Gather(axes.map { $0?.map { $0.positions[0] } }, summary: .nearestResize)
            : Resampling(axes, summary: .resize("\(rule.mode)"))
        let fill = node.operation == "Resize" ? node.attributes.float("extrapolation_value") : 0
        guard fill != 0, outside.contains(where: { $0.contains(true) }) else {
            return [try importer.layer(node, operation, input)]
        }
        // Outside the region every element is the fill; the sums there are zero.
        var edge = IndexMap(sizes).positions.map { _ in Float(0) }
        let strides = IndexMap.strides(sizes)
        for position in edge.indices
        where sizes.indices.contains(where: { outside[$0][position / strides[$0] % sizes[$0]] }) {
            edge[position] = fill
        }
        let whole = Composite(
            [operation, ElementwiseArithmetic(.add, constant: Tensor(Shape(sizes), edge))], kind: .reshape,
            summary: .like(operation.summary))
        return [try importer.layer(node, whole, input)]
    }

    /// The output's extents and how many times as large they are, from `scales` or `sizes`.
    private static func resizedExtents(_ node: ONNXNode, _ shape: Shape) throws -> ([Int], [Float]) {
        let isOld = node.operation == "Upsample" || node.opset < 11
        let axes =
            try isOld
            ? Array(0..<shape.rank)
            : node.attributes.integers("axes").map { try node.axes($0, rank: shape.rank) }
                ?? Array(0..<shape.rank)
        func spread<Element>(_ values: [Element], _ standard: (Int) -> Element, _ name: String) throws
            -> [Element]
        {
            guard values.count == axes.count else {
                throw node.fault(input: name, expected: .numbers(axes.count), found: "\(values.count)")
            }
            var result = (0..<shape.rank).map(standard)
            for (axis, value) in zip(axes, values) { result[axis] = value }
            return result
        }
        if !isOld, let sizes = try node.optionalConstant(3)?.integers, !sizes.isEmpty {
            var wanted = try spread(sizes, { shape[$0] }, "sizes")
            for extent in wanted where !(1...extentLimit).contains(extent) {
                throw node.fault(input: "sizes", expected: .within(1...extentLimit), found: "\(extent)")
            }
            var scales = wanted.indices.map { Float(wanted[$0]) / Float(max(shape[$0], 1)) }
            let policy = node.attributes.text("keep_aspect_ratio_policy")
            if policy != "stretch" {
                let named = axes.map { scales[$0] }
                let common = policy == "not_larger" ? named.min() ?? 1 : named.max() ?? 1
                for axis in axes {
                    scales[axis] = common
                    wanted[axis] = Int((common * Float(shape[axis])).rounded(.toNearestOrAwayFromZero))
                }
            }
            for extent in wanted where !(1...extentLimit).contains(extent) {
                throw node.fault(input: "sizes", expected: .outputOfOneOrMore, found: "\(extent)")
            }
            return (wanted, scales)
        }
        let named: [Float]
        if node.operation == "Upsample", let list = node.attributes.floats("scales") {
            named = list
        } else if node.operation == "Upsample", node.attributes.has("height_scale") {
            named = [1, 1, node.attributes.float("height_scale"), node.attributes.float("width_scale")]
        } else {
            named = try node.constant(isOld ? 1 : 2).tensor.values
        }
        let scales = try spread(named, { _ in 1 }, "scales")
        return (
            try scales.indices.map { axis in
                let extent = (scales[axis] * Float(shape[axis])).rounded(.down)
                guard scales[axis] > 0, extent >= 1, extent <= Float(extentLimit) else {
                    throw node.fault(
                        input: "scales", expected: .outputOfOneOrMore, found: "\(scales[axis])")
                }
                return Int(extent)
            }, scales
        )
    }
}
