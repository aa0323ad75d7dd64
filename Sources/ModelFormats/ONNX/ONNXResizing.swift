import NeuralNetwork
import Tensors

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
        let attributes = node.attributes
        self.rank = rank
        mode = attributes.text("mode")
        transformation = isOld ? "asymmetric" : attributes.text("coordinate_transformation_mode")
        rounding = isOld ? "floor" : attributes.text("nearest_mode")
        cubic = isOld ? -0.75 : attributes.float("cubic_coeff_a")
        excludesOutside = !isOld && attributes.flag("exclude_outside")
        smoothes = !isOld && attributes.flag("antialias")
        var region = [Float](repeating: 0, count: rank) + [Float](repeating: 1, count: rank)
        if transformation == "tf_crop_and_resize" {
            let given = try node.constant(1).tensor.values
            let axes =
                try attributes.integers("axes").map { try node.axes($0, rank: rank) } ?? Array(0..<rank)
            guard given.count == axes.count * 2 else {
                throw node.fault(input: "roi", expected: .numbers(axes.count * 2), found: "\(given.count)")
            }
            for (index, axis) in axes.enumerated() {
                region[axis] = given[index]
                region[rank + axis] = given[axes.count + index]
            }
        }
        self.region = region
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
