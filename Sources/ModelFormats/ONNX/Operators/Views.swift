import NeuralNetwork
import Tensors

/// Operators that give the same elements other extents, for constants and for layers.
enum ONNXViews {
    /// The output's extents for an input's.
    static let all: [String: @Sendable (ONNXNode, [Int]) throws -> [Int]] = [
        "Reshape": reshape,
        "Flatten": flatten,
        "Squeeze": squeeze,
        "Unsqueeze": unsqueeze,
        "Identity": { _, dimensions in dimensions },
    ]

    private static func reshape(_ node: ONNXNode, _ input: [Int]) throws -> [Int] {
        guard var shape = try node.integers("shape", orInput: 1) else {
            throw node.fault(input: "shape", expected: "a tensor", found: "nothing")
        }
        let asked = shape
        let keepsZeros = node.int("allowzero", 0) != 0
        for (axis, extent) in shape.enumerated() where extent == 0 && !keepsZeros {
            guard axis < input.count else {
                throw node.fault(input: "shape", expected: "up to \(input.count) axes", found: "\(asked)")
            }
            shape[axis] = input[axis]
        }
        let count = input.reduce(1, *)
        let open = shape.indices.filter { shape[$0] == -1 }
        if open.count == 1 {
            shape[open[0]] = 1
            let rest = try node.checkedCount(shape)
            guard rest > 0, count % rest == 0 else {
                throw node.fault(input: "shape", expected: "\(count) elements", found: "\(asked)")
            }
            shape[open[0]] = count / rest
        }
        guard shape.allSatisfy({ $0 >= 0 }), try node.checkedCount(shape) == count else {
            throw node.fault(input: "shape", expected: "\(count) elements", found: "\(asked)")
        }
        return shape
    }

    private static func flatten(_ node: ONNXNode, _ input: [Int]) throws -> [Int] {
        let axis = node.int("axis", 1)
        guard axis >= -input.count, axis <= input.count else {
            throw node.fault("axis", expected: "up to \(input.count)", found: "\(axis)")
        }
        let split = axis < 0 ? axis + input.count : axis
        return [input[..<split].reduce(1, *), input[split...].reduce(1, *)]
    }

    private static func squeeze(_ node: ONNXNode, _ input: [Int]) throws -> [Int] {
        let named = try node.integers("axes", orInput: 1)
        let axes =
            try named.map { try node.axes($0, rank: input.count) } ?? input.indices.filter { input[$0] == 1 }
        for axis in axes where input[axis] != 1 {
            throw node.fault("axes", expected: "axes of extent 1", found: "axis \(axis) of \(Shape(input))")
        }
        return input.indices.filter { !axes.contains($0) }.map { input[$0] }
    }

    private static func unsqueeze(_ node: ONNXNode, _ input: [Int]) throws -> [Int] {
        guard let named = try node.integers("axes", orInput: 1) else {
            throw node.fault("axes", expected: "axes", found: "nothing")
        }
        let rank = input.count + named.count
        guard rank <= 16 else { throw node.fault("axes", expected: "up to 16 axes", found: "\(rank)") }
        let axes = Set(try node.axes(named, rank: rank))
        guard axes.count == named.count else {
            throw node.fault("axes", expected: "different axes", found: "\(named)")
        }
        var rest = input[...]
        return (0..<rank).map { axes.contains($0) ? 1 : rest.removeFirst() }
    }
}
