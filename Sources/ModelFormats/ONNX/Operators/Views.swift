import NeuralNetwork
import Words
import Tensors

/// Operators that give the same elements other extents, for constants and for layers.
extension ONNXOperators {
    /// The new extents are an attribute up to opset 4 and an input since opset 5.
    static let reshape = view(
        "Reshape", inputs: 1...2,
        attributes: [
            .integers("shape", in: -1...ONNXValue.limit, opsets: 1...4), .flag("allowzero", opsets: 14...),
        ], version: 25, limits: "extents that depend on the picture"
    ) { node, input in
        guard var shape = try node.integers("shape", orInput: 1) else {
            throw node.fault(input: "shape", expected: .tensor, found: "nothing")
        }
        let asked = shape
        let keepsZeros = node.attributes.flag("allowzero")
        for (axis, extent) in shape.enumerated() where extent == 0 && !keepsZeros {
            guard axis < input.count else {
                throw node.fault(input: "shape", expected: .upToAxes(input.count), found: "\(asked)")
            }
            shape[axis] = input[axis]
        }
        let count = input.reduce(1, *)
        let open = shape.indices.filter { shape[$0] == -1 }
        if open.count == 1 {
            shape[open[0]] = 1
            let rest = try node.checkedCount(shape)
            guard rest > 0, count % rest == 0 else {
                throw node.fault(input: "shape", expected: .elements(count), found: "\(asked)")
            }
            shape[open[0]] = count / rest
        }
        guard shape.count <= 16, shape.allSatisfy({ $0 >= 0 }), try node.checkedCount(shape) == count else {
            throw node.fault(input: "shape", expected: .elements(count), found: "\(asked)")
        }
        return shape
    }

    static let flatten = view("Flatten", attributes: [.axis(1)], version: 25) { node, input in
        let axis = node.attributes.integer("axis")
        guard axis >= -input.count, axis <= input.count else {
            throw node.fault("axis", expected: .upTo(input.count), found: "\(axis)")
        }
        let split = axis < 0 ? axis + input.count : axis
        return [input[..<split].reduce(1, *), input[split...].reduce(1, *)]
    }

    static let squeeze = view(
        "Squeeze", inputs: 1...2,
        attributes: [.integers("axes", in: ONNXAttribute.axisRange, opsets: 1...12)], version: 25,
        limits: "axes that depend on the picture"
    ) { node, input in
        let named = try node.integers("axes", orInput: 1)
        let axes =
            try named.map { try node.axes($0, rank: input.count) } ?? input.indices.filter { input[$0] == 1 }
        for axis in axes where input[axis] != 1 {
            throw node.fault(
                "axes", expected: .axesOfExtentOne, found: "axis \(axis) of \(Shape(input))")
        }
        return input.indices.filter { !axes.contains($0) }.map { input[$0] }
    }

    static let unsqueeze = view(
        "Unsqueeze", inputs: 1...2,
        attributes: [
            .integers("axes", in: ONNXAttribute.axisRange, isRequired: true, opsets: 1...12)
        ], version: 25,
        limits: "axes that depend on the picture"
    ) { node, input in
        guard let named = try node.integers("axes", orInput: 1) else {
            throw node.fault("axes", expected: .someAxes, found: "nothing")
        }
        let rank = input.count + named.count
        guard rank <= 16 else { throw node.fault("axes", expected: .upToAxes(16), found: "\(rank)") }
        let axes = Set(try node.axes(named, rank: rank))
        guard axes.count == named.count else {
            throw node.fault("axes", expected: .differentAxes, found: "\(named)")
        }
        var rest = input[...]
        return (0..<rank).map { axes.contains($0) ? 1 : rest.removeFirst() }
    }

    static let identity = view("Identity", version: 25) { _, dimensions in dimensions }

    /// - Parameter dimensions: the output's extents for an input's.
    private static func view(
        _ name: String, inputs: ClosedRange<Int> = 1...1, attributes: [ONNXAttribute] = [], version: Int,
        limits: String = "", _ dimensions: @escaping @Sendable (ONNXNode, [Int]) throws -> [Int]
    ) -> ONNXOperator {
        ONNXOperator(
            name, opsets: 1..., inputs: inputs, attributes: attributes, kind: .reshape,
            version: version,
            limits: limits,
            fold: { node in
                guard try node.constants() != nil, let value = node.input(0)?.constant else { return nil }
                return [value.reshaped(try dimensions(node, value.dimensions))]
            },
            build: { node, importer in
                let input = try node.variable(0)
                let target = try dimensions(node, input.shape.dimensions)
                if target == input.shape.dimensions {
                    return [try importer.layer(node, Identity(.operation(node.operation)), input.layer)]
                }
                return [try importer.reshaped(node, input, to: target)]
            })
    }
}
