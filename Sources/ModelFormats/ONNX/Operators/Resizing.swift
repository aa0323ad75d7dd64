import NeuralNetwork
import Tensors

extension ONNXOperators {
    /// Resize, and Upsample up to opset 9, as weighted sums along each axis.
    static let resize: Builder = { node, importer in
        let (input, shape) = try node.variable(0)
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
            return [try importer.layer(node, Identity(node.operation), input)]
        }
        let isNearest = axes.allSatisfy { $0?.allSatisfy { $0.weights == [1] } ?? true }
        let operation: any Operator =
            isNearest
            ? Gather(axes.map { $0?.map { $0.positions[0] } }, summary: "Resize (nearest)")
            : Resampling(axes, summary: "Resize (\(rule.mode))")
        let fill = node.float("extrapolation_value", 0)
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
            summary: operation.summary)
        return [try importer.layer(node, whole, input)]
    }

    /// The output's extents and how many times as large they are, from `scales` or `sizes`.
    private static func resizedExtents(_ node: ONNXNode, _ shape: Shape) throws -> ([Int], [Float]) {
        let isOld = node.operation == "Upsample" || node.opset < 11
        let axes = try node.ints("axes").map { try node.axes($0, rank: shape.rank) } ?? Array(0..<shape.rank)
        func spread<Element>(_ values: [Element], _ standard: (Int) -> Element, _ name: String) throws
            -> [Element]
        {
            guard values.count == axes.count else {
                throw node.fault(input: name, expected: "\(axes.count) numbers", found: "\(values.count)")
            }
            var result = (0..<shape.rank).map(standard)
            for (axis, value) in zip(axes, values) { result[axis] = value }
            return result
        }
        if !isOld, let sizes = try node.optionalConstant(3)?.integers, !sizes.isEmpty {
            var wanted = try spread(sizes, { shape[$0] }, "sizes")
            for extent in wanted where !(1...extentLimit).contains(extent) {
                throw node.fault(input: "sizes", expected: "1 to \(extentLimit)", found: "\(extent)")
            }
            var scales = wanted.indices.map { Float(wanted[$0]) / Float(max(shape[$0], 1)) }
            let policy = node.string("keep_aspect_ratio_policy", "stretch")
            if policy != "stretch" {
                let named = axes.map { scales[$0] }
                let common = policy == "not_larger" ? named.min() ?? 1 : named.max() ?? 1
                for axis in axes {
                    scales[axis] = common
                    wanted[axis] = Int((common * Float(shape[axis])).rounded(.toNearestOrAwayFromZero))
                }
            }
            return (wanted, scales)
        }
        let named: [Float]
        if let list = node.floats("scales") {
            named = list
        } else if node.operation == "Upsample", node.has("height_scale") {
            named = [1, 1, node.float("height_scale", 1), node.float("width_scale", 1)]
        } else {
            named = try node.constant(isOld ? 1 : 2).tensor.values
        }
        let scales = try spread(named, { _ in 1 }, "scales")
        return (
            try scales.indices.map { axis in
                let extent = (scales[axis] * Float(shape[axis])).rounded(.down)
                guard scales[axis] > 0, extent >= 1, extent <= Float(extentLimit) else {
                    throw node.fault(
                        input: "scales", expected: "an output of 1 or more", found: "\(scales[axis])")
                }
                return Int(extent)
            }, scales
        )
    }
}

/// How positions of a resized axis take their values (the operator's reference in onnx 1.22).
struct ONNXResizing {
    let mode: String
    private let transformation: String
    private let rounding: String
    private let cubic: Float
    private let excludesOutside: Bool
    private let smoothes: Bool
    /// Starts of all axes, then ends, of `tf_crop_and_resize`.
    private let region: [Float]
    private let rank: Int

    var crops: Bool { transformation == "tf_crop_and_resize" }

    init(_ node: ONNXNode, rank: Int) throws {
        let isOld = node.operation == "Upsample" || node.opset < 11
        self.rank = rank
        mode = node.string("mode", "nearest")
        transformation = isOld ? "asymmetric" : node.string("coordinate_transformation_mode", "half_pixel")
        rounding = isOld ? "floor" : node.string("nearest_mode", "round_prefer_floor")
        cubic = node.float("cubic_coeff_a", -0.75)
        excludesOutside = node.int("exclude_outside", 0) != 0
        smoothes = node.int("antialias", 0) != 0
        var region = [Float](repeating: 0, count: rank) + [Float](repeating: 1, count: rank)
        if transformation == "tf_crop_and_resize" {
            let given = try node.constant(1).tensor.values
            let axes = try node.ints("axes").map { try node.axes($0, rank: rank) } ?? Array(0..<rank)
            guard given.count == axes.count * 2 else {
                throw node.fault(input: "roi", expected: "\(axes.count * 2) numbers", found: "\(given.count)")
            }
            for (index, axis) in axes.enumerated() {
                region[axis] = given[index]
                region[rank + axis] = given[axes.count + index]
            }
        }
        self.region = region
        let modes = ["nearest", "linear", "bilinear", "cubic"]
        guard modes.contains(mode) else { throw UnsupportedFeature("the mode \(mode) is not supported") }
    }

    /// The place in the input of a position in the output; nil outside the region that is cropped.
    func coordinate(_ position: Int, axis: Int, scale: Float, input: Int, output: Int) -> Float? {
        let x = Float(position)
        let width = scale * Float(input)
        let last = Float(input - 1)
        switch transformation {
        case "align_corners": return width == 1 ? 0 : x * last / (width - 1)
        case "asymmetric": return x / scale
        case "pytorch_half_pixel": return width == 1 ? -0.5 : (x + 0.5) / scale - 0.5
        case "half_pixel_symmetric":
            let adjustment = Float(output) / width
            return Float(input) / 2 * (1 - adjustment) + (x + 0.5) / scale - 0.5
        case "tf_half_pixel_for_nn": return (x + 0.5) / scale
        case "tf_crop_and_resize":
            let (start, end) = (region[axis], region[rank + axis])
            let place =
                (width == 1 ? (end - start) * last / 2 : x * (end - start) * last / (width - 1)) + start
                * last
            return place < 0 || place > last ? nil : place
        default: return (x + 0.5) / scale - 0.5
        }
    }

    func taps(at coordinate: Float?, scale: Float, extent: Int) -> Resampling.Taps {
        guard let coordinate, coordinate.isFinite, extent > 0 else {
            return Resampling.Taps(positions: [0], weights: [0])
        }
        let floor = coordinate.rounded(.down)
        // In (0, 1]: a whole number is seen from the pixel before it.
        let ratio = coordinate == floor ? 1 : coordinate - floor
        let base = Int(coordinate == floor ? floor - 1 : floor)
        var weights = weights(ratio, scale: min(scale, 1))
        let first = base + 1 - weights.count / 2
        if excludesOutside {
            for index in weights.indices where !(0..<extent).contains(first + index) { weights[index] = 0 }
            let sum = weights.reduce(0, +)
            weights = weights.map { $0 / sum }
        }
        var positions: [Int] = []
        var kept: [Float] = []
        for (index, weight) in weights.enumerated() where weight != 0 {
            let position = min(max(first + index, 0), extent - 1)
            if positions.last == position {
                kept[kept.count - 1] += weight
            } else {
                positions.append(position)
                kept.append(weight)
            }
        }
        return Resampling.Taps(positions: positions, weights: kept)
    }

    private func weights(_ ratio: Float, scale: Float) -> [Float] {
        if mode == "nearest" {
            let takesUpper =
                switch rounding {
                case "floor": ratio == 1
                case "ceil": true
                case "round_prefer_ceil": ratio >= 0.5
                default: ratio > 0.5
                }
            return takesUpper ? [0, 1] : [1, 0]
        }
        let reach: Float = mode == "cubic" ? 2 : 1
        let kernel = mode == "cubic" ? cubicKernel : { max(0, 1 - $0) }
        guard smoothes else {
            return (1 - Int(reach)...Int(reach)).map { kernel(abs(Float($0) - ratio)) }
        }
        let start = Int((-reach / scale).rounded(.down)) + 1
        let weights = (start..<start + 2 - 2 * start).map { kernel(abs(scale * (Float($0) - ratio))) }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }

    /// Keys's kernel (1981) with the coefficient a.
    private func cubicKernel(_ x: Float) -> Float {
        if x <= 1 { return ((cubic + 2) * x - (cubic + 3)) * x * x + 1 }
        return x < 2 ? ((cubic * x - 5 * cubic) * x + 8 * cubic) * x - 4 * cubic : 0
    }
}
