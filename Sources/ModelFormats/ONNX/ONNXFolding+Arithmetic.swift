import Foundation
import NeuralNetwork
import Tensors

/// Functions of the elements of constants.
extension ONNXFolding {
    /// Two constants of any ranks under their common extents.
    static func broadcast(_ node: ONNXNode, _ values: [ONNXValue]) throws -> [ONNXValue] {
        let rank = values.map(\.dimensions.count).max() ?? 0
        var common = [Int](repeating: 1, count: rank)
        for value in values {
            let own = [Int](repeating: 1, count: rank - value.dimensions.count) + value.dimensions
            for axis in 0..<rank where own[axis] != 1 {
                guard common[axis] == 1 || common[axis] == own[axis] else {
                    throw node.fault(
                        input: "inputs", expected: "shapes that fit each other",
                        found: values.map { "\(Shape($0.dimensions))" }.joined(separator: " and "))
                }
                common[axis] = own[axis]
            }
        }
        _ = try node.checkedCount(common)
        return values.map { value in
            value.dimensions == common
                ? value : value.picked(IndexMap(value.dimensions).broadcast(to: common))
        }
    }

    static func merged(
        _ node: ONNXNode, _ operation: ElementwiseArithmetic.Operation, _ a: ONNXValue, _ b: ONNXValue
    ) throws -> ONNXValue {
        let pair = try broadcast(node, [a, b])
        let dimensions = pair[0].dimensions
        guard pair[0].isFloat else {
            let values = zip(
                pair[0].integers,
                pair[1].isFloat ? pair[1].tensor.values.map(Int.init(saturating:)) : pair[1].integers)
            return ONNXValue(
                dimensions, .integers(try values.map { Int64(try integer(node, operation, $0, $1)) }))
        }
        let (left, right) = (pair[0].tensor.values, pair[1].tensor.values)
        return ONNXValue(
            Tensor(Shape(dimensions), zip(left, right).map { operation.value($0, $1) }))
    }

    static func integer(
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
            guard b != 0 else { throw node.fault(input: "divisor", expected: "not 0", found: "0") }
            return a.dividedReportingOverflow(by: b).partialValue
        }
    }

    static func arithmetic(_ operation: ElementwiseArithmetic.Operation) -> Function {
        { node, inputs in
            try inputs.dropFirst().reduce(inputs[0]) { try merged(node, operation, $0, $1) }
        }
    }

    /// The sign of the divisor, or that of the dividend where the attribute `fmod` says so.
    static func remainder(_ node: ONNXNode, _ inputs: [ONNXValue]) throws -> ONNXValue {
        let pair = try broadcast(node, inputs)
        let isC = node.int("fmod", 0) != 0
        if pair[0].isFloat {
            let values = zip(pair[0].tensor.values, pair[1].tensor.values)
            return ONNXValue(Tensor(Shape(pair[0].dimensions), values.map { fmod($0, $1) }))
        }
        return ONNXValue(
            pair[0].dimensions,
            .integers(
                try zip(pair[0].integers, pair[1].integers).map { a, b in
                    guard b != 0 else { throw node.fault(input: "divisor", expected: "not 0", found: "0") }
                    let rest = a.remainderReportingOverflow(dividingBy: b).partialValue
                    return Int64(isC || rest == 0 || (rest < 0) == (b < 0) ? rest : rest &+ b)
                }))
    }

    static func comparison(
        _ integers: @escaping @Sendable (Int, Int) -> Bool,
        _ floats: @escaping @Sendable (Float, Float) -> Bool
    ) -> Function {
        { node, inputs in
            let pair = try broadcast(node, inputs)
            let results =
                pair[0].isFloat
                ? zip(pair[0].tensor.values, pair[1].tensor.values).map { floats($0, $1) }
                : zip(pair[0].integers, pair[1].integers).map { integers($0, $1) }
            return ONNXValue(pair[0].dimensions, .booleans(results))
        }
    }

    static func logic(_ function: @escaping @Sendable (Bool, Bool) -> Bool) -> Function {
        { node, inputs in
            let pair = try broadcast(node, inputs)
            return ONNXValue(
                pair[0].dimensions,
                .booleans(zip(pair[0].booleans, pair[1].booleans).map { function($0, $1) }))
        }
    }

    static func chosen(_ node: ONNXNode, _ inputs: [ONNXValue]) throws -> ONNXValue {
        guard inputs.count == 3 else {
            throw node.fault(input: "inputs", expected: "three tensors", found: "\(inputs.count)")
        }
        let all = try broadcast(node, inputs)
        let condition = all[0].booleans
        func mixed<Element>(_ a: [Element], _ b: [Element]) -> [Element] {
            condition.indices.map { condition[$0] ? a[$0] : b[$0] }
        }
        let dimensions = all[0].dimensions
        if all[1].isFloat {
            return ONNXValue(Tensor(Shape(dimensions), mixed(all[1].tensor.values, all[2].tensor.values)))
        }
        if all[1].isBoolean {
            return ONNXValue(dimensions, .booleans(mixed(all[1].booleans, all[2].booleans)))
        }
        return ONNXValue(
            dimensions,
            .integers(mixed(all[1].integers, all[2].integers).map(Int64.init)))
    }

    static func elementwise(
        _ integers: (@Sendable (Int) -> Int)?, _ floats: @escaping @Sendable (Float) -> Float
    ) -> Function {
        { _, inputs in
            if let integers, !inputs[0].isFloat {
                return ONNXValue(
                    inputs[0].dimensions, .integers(inputs[0].integers.map { Int64(integers($0)) }))
            }
            let tensor = inputs[0].tensor
            return ONNXValue(Tensor(Shape(inputs[0].dimensions), tensor.values.map(floats)))
        }
    }

    static func reduction(
        _ start: Int, _ integers: @escaping @Sendable (Int, Int) -> Int,
        _ floats: @escaping @Sendable (Float, Float) -> Float, floatStart: Float? = nil
    ) -> Function {
        { node, inputs in
            let value = inputs[0]
            let rank = value.dimensions.count
            guard let axes = try ONNXOperators.reducedAxes(node, rank: rank) else { return value }
            let kept = (0..<rank).filter { !axes.contains($0) }
            let map = IndexMap(value.dimensions).transposed(kept + axes.sorted())
            let groups = kept.map { value.dimensions[$0] }.reduce(1, *)
            let ordered = value.picked(map)
            let size = groups == 0 ? 0 : ordered.count / groups
            let keeps = node.int("keepdims", 1) != 0
            let dimensions = (0..<rank).filter { keeps || kept.contains($0) }.map {
                kept.contains($0) ? value.dimensions[$0] : 1
            }
            func folded<Element>(
                _ elements: [Element], _ start: Element, _ join: (Element, Element) -> Element
            )
                -> [Element]
            {
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

extension Int {
    /// Truncated towards zero; what is too large becomes the largest.
    init(saturating value: Float) {
        self = value.isNaN ? 0 : Int(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
    }
}
