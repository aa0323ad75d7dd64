import NeuralNetwork
import Tensors

/// Operators that pick elements along axes, for constants and for layers.
enum ONNXPicks {
    /// What is picked of an input.
    struct Pick {
        /// The input's extents with axes of extent 1 put before them, or as they are.
        var input: [Int]
        /// For each axis the positions in the input, −1 for `fill`; nil for all.
        var positions: [[Int]?]
        var fill: Float = 0
        /// The output's extents where they differ from the number of positions.
        var output: [Int]?

        init(_ input: [Int]) {
            self.input = input
            positions = input.map { _ in nil }
        }

        var picked: [Int] { zip(input, positions).map { $1?.count ?? $0 } }
    }

    static let all: [String: @Sendable (ONNXNode, [Int]) throws -> Pick] = [
        "Slice": slice,
        "Gather": gather,
        "Expand": expand,
        "Tile": tile,
        "Pad": pad,
    ]

    /// Attributes up to opset 9, inputs since opset 10.
    private static func slice(_ node: ONNXNode, _ input: [Int]) throws -> Pick {
        guard let starts = try node.integers("starts", orInput: 1),
            let ends = try node.integers("ends", orInput: 2), starts.count == ends.count
        else { throw node.fault("starts", expected: "as many as ends", found: "another number") }
        let axes = try node.axes(
            node.integers("axes", orInput: 3) ?? Array(starts.indices), rank: input.count)
        let steps = try node.optionalConstant(4)?.integers ?? starts.map { _ in 1 }
        guard axes.count == starts.count, steps.count == starts.count else {
            throw node.fault("axes", expected: "\(starts.count) numbers", found: "\(axes.count)")
        }
        var pick = Pick(input)
        for (index, axis) in axes.enumerated() {
            let extent = input[axis]
            let step = steps[index]
            guard step != 0, step != .min else {
                throw node.fault("steps", expected: "not 0", found: "\(step)")
            }
            func bounded(_ value: Int, _ range: ClosedRange<Int>) -> Int {
                let counted = value < 0 ? max(value, -extent - 1) + extent : value
                return min(max(counted, range.lowerBound), range.upperBound)
            }
            if step > 0 {
                let start = bounded(starts[index], 0...extent)
                let end = bounded(ends[index], 0...extent)
                pick.positions[axis] = Array(stride(from: start, to: end, by: step))
            } else {
                let start = bounded(starts[index], -1...max(extent - 1, -1))
                let end = bounded(ends[index], -1...max(extent - 1, -1))
                pick.positions[axis] = Array(stride(from: start, to: end, by: step))
            }
        }
        return pick
    }

    private static func gather(_ node: ONNXNode, _ input: [Int]) throws -> Pick {
        let axis = try node.axis(node.int("axis", 0), rank: input.count)
        let indices = try node.constant(1)
        var pick = Pick(input)
        pick.positions[axis] = try indices.integers.map { index in
            guard index >= -input[axis], index < input[axis] else {
                throw node.fault(
                    input: "indices", expected: "\(-input[axis]) to \(input[axis] - 1)", found: "\(index)")
            }
            return index < 0 ? index + input[axis] : index
        }
        pick.output = Array(input[..<axis]) + indices.dimensions + Array(input[(axis + 1)...])
        return pick
    }

    private static func expand(_ node: ONNXNode, _ input: [Int]) throws -> Pick {
        let target = try node.constant(1).integers
        let rank = max(target.count, input.count)
        guard rank <= 16 else {
            throw node.fault(input: "shape", expected: "up to 16 axes", found: "\(rank)")
        }
        let wanted = [Int](repeating: 1, count: rank - target.count) + target
        var pick = Pick([Int](repeating: 1, count: rank - input.count) + input)
        for axis in 0..<rank where wanted[axis] != pick.input[axis] && wanted[axis] != 1 {
            guard pick.input[axis] == 1, (0...extentLimit).contains(wanted[axis]) else {
                throw node.fault(input: "shape", expected: "\(Shape(input)) or wider", found: "\(target)")
            }
            pick.positions[axis] = [Int](repeating: 0, count: wanted[axis])
        }
        return pick
    }

    private static func tile(_ node: ONNXNode, _ input: [Int]) throws -> Pick {
        let repeats = try node.constant(1).integers
        guard repeats.count == input.count else {
            throw node.fault(input: "repeats", expected: "\(input.count) numbers", found: "\(repeats.count)")
        }
        var pick = Pick(input)
        for (axis, count) in repeats.enumerated() where count != 1 {
            guard (0...extentLimit).contains(count) else {
                throw node.fault(input: "repeats", expected: "0 to \(extentLimit)", found: "\(count)")
            }
            _ = try node.checkedCount([count, input[axis]])
            pick.positions[axis] = (0..<count).flatMap { _ in 0..<input[axis] }
        }
        return pick
    }

    /// Attributes up to opset 10 (`paddings` in opset 1), inputs since opset 11.
    private static func pad(_ node: ONNXNode, _ input: [Int]) throws -> Pick {
        guard let pads = try node.ints("paddings") ?? node.integers("pads", orInput: 1) else {
            throw node.fault("pads", expected: "numbers", found: "nothing")
        }
        var fill = node.float("value", 0)
        if let value = try node.optionalConstant(2)?.tensor.values.first { fill = value }
        let axes = try node.axes(
            node.optionalConstant(3)?.integers ?? Array(input.indices), rank: input.count)
        guard pads.count == axes.count * 2 else {
            throw node.fault("pads", expected: "\(axes.count * 2) numbers", found: "\(pads.count)")
        }
        let mode = node.string("mode", "constant")
        var pick = Pick(input)
        pick.fill = fill
        for (index, axis) in axes.enumerated() {
            let (before, after) = (pads[index], pads[index + axes.count])
            for value in [before, after] where abs(value.clamped) > extentLimit {
                throw node.fault("pads", expected: "up to \(extentLimit)", found: "\(value)")
            }
            guard before != 0 || after != 0 else { continue }
            let extent = input[axis]
            guard before + after + extent >= 0 else {
                throw node.fault("pads", expected: "\(-extent) or more", found: "\(before + after)")
            }
            guard extent > 0 || mode == "constant" else {
                throw node.fault("pads", expected: "an input that is not empty", found: "\(Shape(input))")
            }
            if mode == "reflect", before >= extent || after >= extent {
                throw node.fault("pads", expected: "less than \(extent)", found: "\(max(before, after))")
            }
            pick.positions[axis] = try (-before..<extent + after).map { position in
                switch mode {
                case "constant": return (0..<extent).contains(position) ? position : -1
                case "edge": return min(max(position, 0), extent - 1)
                case "reflect":
                    return position < 0
                        ? -position : position >= extent ? 2 * (extent - 1) - position : position
                case "wrap": return ((position % extent) + extent) % extent
                default: throw UnsupportedFeature("the padding \(mode) is not supported")
                }
            }
        }
        return pick
    }

    private static let extentLimit = ONNXOperators.extentLimit
}

extension Int {
    /// Without the one number whose magnitude is none.
    fileprivate var clamped: Int { Swift.max(self, -Int.max) }
}
