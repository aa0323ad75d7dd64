import Foundation
import NeuralNetwork
import Tensors
import Words

/// Arithmetic of constants.
extension ONNXValue {
    /// The extents that shapes of any ranks broadcast to, aligned at their last axes.
    static func commonExtents(_ node: ONNXNode, _ shapes: [[Int]]) throws -> [Int] {
        let rank = shapes.map(\.count).max() ?? 0
        var common = [Int](repeating: 1, count: rank)
        for shape in shapes {
            for (axis, extent) in zip((rank - shape.count)..., shape) where extent != 1 {
                guard common[axis] == 1 || common[axis] == extent else {
                    throw node.fault(input: "inputs", expected: .fittingShapes, found: .shapes(shapes))
                }
                common[axis] = extent
            }
        }
        _ = try node.checkedCount(common)
        return common
    }

    /// Constants of any ranks under their common extents.
    static func broadcast(_ node: ONNXNode, _ values: [ONNXValue]) throws -> [ONNXValue] {
        let common = try commonExtents(node, values.map(\.dimensions))
        return try values.map { value in
            guard value.dimensions != common else { return value }
            try node.spend(common)
            return value.picked(IndexMap(value.dimensions).broadcast(to: common))
        }
    }

    static func merged(
        _ node: ONNXNode, _ operation: ElementwiseArithmetic.Operation, _ a: ONNXValue, _ b: ONNXValue
    ) throws -> ONNXValue {
        let pair = try broadcast(node, [a, b])
        let dimensions = pair[0].dimensions
        guard pair[0].isFloat else {
            let values = zip(pair[0].integers, pair[1].integers)
            return ONNXValue(
                dimensions,
                .integers(
                    try values.map { a, b in
                        pair[0].type.wrapped(Int64(try integer(node, operation, a, b)))
                    }), pair[0].type)
        }
        let (left, right) = (pair[0].tensor.values, pair[1].tensor.values)
        return ONNXValue(
            Tensor(Shape(dimensions), zip(left, right).map { operation.value($0, $1) }))
    }

    private static func integer(
        _ node: ONNXNode, _ operation: ElementwiseArithmetic.Operation, _ a: Int, _ b: Int
    ) throws -> Int {
        switch operation {
        case .add: return a &+ b
        case .subtract: return a &- b
        case .multiply: return a &* b
        case .maximum: return max(a, b)
        case .minimum: return min(a, b)
        case .power: return Int(saturating: Float(pow(Double(a), Double(b))))
        case .divide:
            guard b != 0 else { throw node.fault(input: "divisor", expected: .notZero, found: "\(0)") }
            return a.dividedReportingOverflow(by: b).partialValue
        }
    }
}

extension Words {
    /// Shapes one after the other.
    static func shapes(_ shapes: [[Int]]) -> Words {
        let names = shapes.map { "\(Shape($0))" }
        return names.count == 2
            ? "\(names[0]) and \(names[1])" : Words(verbatim: names.joined(separator: ", "))
    }
}

extension Int {
    /// Truncated towards zero; what is too large becomes the largest.
    init(saturating value: Float) {
        self = value.isNaN ? 0 : Int(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
    }
}
