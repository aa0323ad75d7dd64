import NeuralNetwork
import Tensors

/// Operators that pick elements along axes, for constants and for layers.
extension ONNXOperators {
    /// Attributes up to opset 9, inputs since opset 10.
    static let slice = selection(
        "Slice", opsets: 1..., inputs: 1...5,
        attributes: ["starts", "ends"].map {
            .integers($0, in: .min ... .max, isRequired: true, opsets: 1...9)
        } + [.integers("axes", in: ONNXAttribute.axisRange, opsets: 1...9)], version: 13,
        limits: "bounds that depend on the picture"
    ) { node, input in
        guard let starts = try node.integers("starts", orInput: 1),
            let ends = try node.integers("ends", orInput: 2), starts.count == ends.count
        else { throw node.fault("starts", expected: .asManyAsEnds, found: "another number") }
        let axes = try node.axes(
            node.integers("axes", orInput: 3) ?? Array(starts.indices), rank: input.count)
        let steps = try node.optionalConstant(4)?.integers ?? starts.map { _ in 1 }
        guard axes.count == starts.count, steps.count == starts.count else {
            throw node.fault("axes", expected: .numbers(starts.count), found: "\(axes.count)")
        }
        var pick = ONNXPick(input)
        for (index, axis) in axes.enumerated() {
            let extent = input[axis]
            guard steps[index] != 0 else {
                throw node.fault("steps", expected: .notZero, found: "\(steps[index])")
            }
            // A longer step than the axis picks one element as well.
            let step = min(max(steps[index], -extent - 1), extent + 1)
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

    static let gather = selection(
        "Gather", opsets: 1..., inputs: 2...2, attributes: [.axis(0)], version: 13,
        limits: "indices that depend on the picture"
    ) { node, input in
        let axis = try node.axis(node.attributes.integer("axis"), rank: input.count)
        let indices = try node.constant(1)
        let rank = input.count - 1 + indices.dimensions.count
        guard rank <= 16 else {
            throw node.fault(
                input: "indices", expected: .upToAxes(17 - input.count), found: "\(Shape(indices.dimensions))"
            )
        }
        var pick = ONNXPick(input)
        pick.positions[axis] = try indices.integers.map { index in
            guard index >= -input[axis], index < input[axis] else {
                throw node.fault(
                    input: "indices", expected: .within(-input[axis]...max(input[axis] - 1, -input[axis])),
                    found: "\(index)")
            }
            return index < 0 ? index + input[axis] : index
        }
        pick.output = Array(input[..<axis]) + indices.dimensions + Array(input[(axis + 1)...])
        return pick
    }

    static let expand = selection(
        "Expand", opsets: 8..., inputs: 2...2, version: 13, limits: "a shape that depends on the picture"
    ) { node, input in
        let target = try node.constant(1).integers
        let rank = max(target.count, input.count)
        guard rank <= 16 else {
            throw node.fault(input: "shape", expected: .upToAxes(16), found: "\(rank)")
        }
        let wanted = [Int](repeating: 1, count: rank - target.count) + target
        var pick = ONNXPick([Int](repeating: 1, count: rank - input.count) + input)
        for axis in 0..<rank where wanted[axis] != pick.input[axis] && wanted[axis] != 1 {
            guard pick.input[axis] == 1, (0...extentLimit).contains(wanted[axis]) else {
                throw node.fault(input: "shape", expected: .orWider(input), found: "\(target)")
            }
            pick.positions[axis] = [Int](repeating: 0, count: wanted[axis])
        }
        return pick
    }

    static let tile = selection(
        "Tile", opsets: 6..., inputs: 2...2, version: 13, limits: "repeats that depend on the picture"
    ) { node, input in
        let repeats = try node.constant(1).integers
        guard repeats.count == input.count else {
            throw node.fault(input: "repeats", expected: .numbers(input.count), found: "\(repeats.count)")
        }
        var pick = ONNXPick(input)
        for (axis, count) in repeats.enumerated() where count != 1 {
            guard (0...extentLimit).contains(count) else {
                throw node.fault(input: "repeats", expected: .within(0...extentLimit), found: "\(count)")
            }
            try node.spend([count, input[axis]])
            pick.positions[axis] = (0..<count).flatMap { _ in 0..<input[axis] }
        }
        return pick
    }

    static func selection(
        _ name: String, opsets: PartialRangeFrom<Int>, inputs: ClosedRange<Int>,
        attributes: [ONNXAttribute] = [], version: Int, limits: String,
        _ pick: @escaping @Sendable (ONNXNode, [Int]) throws -> ONNXPick
    ) -> ONNXOperator {
        ONNXOperator(
            name, opsets: opsets, inputs: inputs, attributes: attributes, kind: .reshape, version: version,
            limits: limits,
            fold: { node in
                guard try node.constants() != nil, let value = node.input(0)?.constant else { return nil }
                return try pick(node, value.dimensions).picked(of: value, for: node).map { [$0] }
            },
            build: { node, importer in
                try pick(node, node.variable(0).shape.dimensions).layers(node, &importer)
            })
    }
}
