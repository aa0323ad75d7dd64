import NeuralNetwork
import Tensors

extension ONNXOperators {
    /// Attributes up to opset 10 (`paddings` in opset 1), inputs since opset 11.
    static let pad = selection(
        "Pad", opsets: 1..., inputs: 1...4,
        attributes: [
            .text("mode", of: ["constant", "reflect", "edge", "wrap"]),
            .integers("paddings", in: -extentLimit...extentLimit, isRequired: true, opsets: 1...1),
            .integers("pads", in: -extentLimit...extentLimit, isRequired: true, opsets: 2...10),
            .float("value", 0, opsets: 1...10),
        ],
        version: 25, limits: "widths that depend on the picture"
    ) { node, input in
        guard let pads = try node.attributes.integers("paddings") ?? node.integers("pads", orInput: 1) else {
            throw node.fault("pads", expected: .someNumbers, found: "nothing")
        }
        var fill = node.attributes.float("value")
        if let value = try node.optionalConstant(2)?.tensor.values.first { fill = value }
        let axes = try node.axes(
            node.optionalConstant(3)?.integers ?? Array(input.indices), rank: input.count)
        guard pads.count == axes.count * 2 else {
            throw node.fault("pads", expected: .numbers(axes.count * 2), found: "\(pads.count)")
        }
        let mode = node.attributes.text("mode")
        var pick = ONNXPick(input)
        pick.fill = fill
        for (index, axis) in axes.enumerated() {
            let (before, after) = (pads[index], pads[index + axes.count])
            for value in [before, after] where abs(value.clamped) > extentLimit {
                throw node.fault("pads", expected: .upTo(extentLimit), found: "\(value)")
            }
            guard before != 0 || after != 0 else { continue }
            let extent = input[axis]
            guard before + after + extent >= 0 else {
                throw node.fault("pads", expected: .within(-extent...Int.max), found: "\(before + after)")
            }
            guard extent > 0 || mode == "constant" else {
                throw node.fault("pads", expected: .notEmpty, found: "\(Shape(input))")
            }
            if mode == "reflect", before >= extent || after >= extent {
                throw node.fault("pads", expected: .lessThan(extent), found: "\(max(before, after))")
            }
            pick.positions[axis] = (-before..<extent + after).map { position in
                switch mode {
                case "constant": return (0..<extent).contains(position) ? position : -1
                case "edge": return min(max(position, 0), extent - 1)
                case "reflect":
                    return position < 0
                        ? -position : position >= extent ? 2 * (extent - 1) - position : position
                default: return ((position % extent) + extent) % extent
                }
            }
        }
        return pick
    }
}

extension Int {
    /// The same number, or the one after it for the least, which has no magnitude.
    fileprivate var clamped: Int { Swift.max(self, -Int.max) }
}
