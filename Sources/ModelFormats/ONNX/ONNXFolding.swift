import Foundation
import NeuralNetwork
import Tensors

/// Computes, while reading, what does not depend on the picture: mostly shapes.
enum ONNXFolding {
    /// What a node puts out, or nil where it has to become a layer.
    static func outputs(of node: ONNXNode) throws -> [ONNXValue]? {
        if let dimensions = node.input(0)?.dimensions {
            if node.operation == "Shape" { return [try shape(node, dimensions)] }
            if node.operation == "Size" {
                return [ONNXValue([], .integers([Int64(dimensions.reduce(1, *))]))]
            }
        }
        if node.operation == "CastLike", case .constant(let value) = node.input(0),
            case .variable = node.input(1)
        {
            return [ONNXValue(value.tensor)]
        }
        var inputs: [ONNXValue?] = []
        for symbol in node.inputs {
            guard let symbol else {
                inputs.append(nil)
                continue
            }
            guard case .constant(let value) = symbol else { return nil }
            inputs.append(value)
        }
        if let fold = generators[node.operation] { return [try fold(node, inputs)] }
        guard let first = inputs.first ?? nil else { return nil }
        if let view = ONNXViews.all[node.operation] {
            return [first.reshaped(try view(node, first.dimensions))]
        }
        if let pick = ONNXPicks.all[node.operation] {
            return try picked(node, first, pick(node, first.dimensions)).map { [$0] }
        }
        if node.operation == "Split" { return try split(node, first) }
        if node.operation == "Dropout", node.inputs.count < 3 { return [first] }
        return try functions[node.operation].map { [try $0(node, inputs.compactMap { $0 })] }
    }

    typealias Function = @Sendable (ONNXNode, [ONNXValue]) throws -> ONNXValue
    private typealias Generator = @Sendable (ONNXNode, [ONNXValue?]) throws -> ONNXValue

    /// Nodes that need no input.
    private static let generators: [String: Generator] = [
        "Constant": { node, _ in try constant(node) },
        "ConstantOfShape": { node, inputs in try filled(node, inputs) },
        "Range": { node, inputs in try range(node, inputs.compactMap { $0 }) },
    ]

    private static let functions: [String: Function] = [
        "Cast": { node, inputs in try cast(node, inputs[0], to: node.int("to", 1)) },
        "CastLike": { _, inputs in
            inputs[1].isFloat
                ? ONNXValue(inputs[0].tensor)
                : ONNXValue(inputs[0].dimensions, .integers(inputs[0].integers.map(Int64.init)))
        },
        "Concat": concatenated,
        "Transpose": { node, inputs in
            inputs[0].picked(
                IndexMap(inputs[0].dimensions).transposed(
                    try ONNXOperators.order(node, rank: inputs[0].dimensions.count)))
        },
        "Where": { node, inputs in try chosen(node, inputs) },
        "Not": { _, inputs in ONNXValue(inputs[0].dimensions, .booleans(inputs[0].booleans.map { !$0 })) },
        "And": logic { $0 && $1 },
        "Or": logic { $0 || $1 },
        "Xor": logic { $0 != $1 },
        "Equal": comparison({ $0 == $1 }, { $0 == $1 }),
        "Less": comparison({ $0 < $1 }, { $0 < $1 }),
        "LessOrEqual": comparison({ $0 <= $1 }, { $0 <= $1 }),
        "Greater": comparison({ $0 > $1 }, { $0 > $1 }),
        "GreaterOrEqual": comparison({ $0 >= $1 }, { $0 >= $1 }),
        "Add": arithmetic(.add),
        "Sub": arithmetic(.subtract),
        "Mul": arithmetic(.multiply),
        "Div": arithmetic(.divide),
        "Pow": arithmetic(.power),
        "Max": arithmetic(.maximum),
        "Min": arithmetic(.minimum),
        "Sum": arithmetic(.add),
        "Mod": { node, inputs in try remainder(node, inputs) },
        "Neg": elementwise({ 0 &- $0 }, { -$0 }),
        "Abs": elementwise({ $0 < 0 ? 0 &- $0 : $0 }, { abs($0) }),
        "Floor": elementwise({ $0 }, { $0.rounded(.down) }),
        "Ceil": elementwise({ $0 }, { $0.rounded(.up) }),
        "Round": elementwise({ $0 }, { $0.rounded(.toNearestOrEven) }),
        "Sqrt": elementwise(nil) { $0.squareRoot() },
        "Reciprocal": elementwise(nil) { 1 / $0 },
        "Exp": elementwise(nil) { exp($0) },
        "Log": elementwise(nil) { log($0) },
        "ReduceProd": reduction(1, { $0 &* $1 }, *),
        "ReduceSum": reduction(0, { $0 &+ $1 }, +),
        "ReduceMax": reduction(.min, max, max, floatStart: -.infinity),
        "ReduceMin": reduction(.max, min, min, floatStart: .infinity),
    ]

    // MARK: Sources

    private static func shape(_ node: ONNXNode, _ dimensions: [Int]) throws -> ONNXValue {
        func bound(_ value: Int) -> Int {
            min(max(value < 0 ? value + dimensions.count : value, 0), dimensions.count)
        }
        let start = bound(max(node.int("start", 0), -dimensions.count))
        let end = bound(max(node.int("end", dimensions.count), -dimensions.count))
        return ONNXValue(integers: Array(dimensions[min(start, end)..<end]))
    }

    private static func constant(_ node: ONNXNode) throws -> ONNXValue {
        if let tensor = node.attribute("value")?.t { return try node.tensors.value(tensor, raw: nil) }
        if let value = node.attribute("value_int") { return ONNXValue([], .integers([value.i])) }
        if let value = node.attribute("value_ints") {
            return ONNXValue([value.ints.count], .integers(value.ints))
        }
        if let value = node.attribute("value_float") { return ONNXValue(float: value.f) }
        if let value = node.attribute("value_floats") {
            return ONNXValue(Tensor([value.floats.count], value.floats))
        }
        throw UnsupportedFeature("its value is neither numbers nor truth values")
    }

    private static func filled(_ node: ONNXNode, _ inputs: [ONNXValue?]) throws -> ONNXValue {
        guard let shape = inputs.first??.integers else {
            throw node.fault(input: "shape", expected: "a tensor", found: "nothing")
        }
        let count = try node.checkedCount(shape)
        guard let tensor = node.attribute("value")?.t else {
            return ONNXValue(Tensor(Shape(shape), repeating: 0))
        }
        let value = try node.tensors.value(tensor, raw: nil)
        guard value.count == 1 else {
            throw node.fault("value", expected: "one element", found: "\(value.count)")
        }
        switch value.elements {
        case .floats(let tensor): return ONNXValue(Tensor(Shape(shape), repeating: tensor[0]))
        case .integers(let integers):
            return ONNXValue(shape, .integers(Array(repeating: integers[0], count: count)))
        case .booleans(let booleans):
            return ONNXValue(shape, .booleans(Array(repeating: booleans[0], count: count)))
        }
    }

    private static func range(_ node: ONNXNode, _ inputs: [ONNXValue]) throws -> ONNXValue {
        guard inputs.count == 3, inputs.allSatisfy({ $0.count == 1 }) else {
            throw node.fault(input: "inputs", expected: "start, limit and delta", found: "\(inputs.count)")
        }
        let numbers = inputs.map { Double($0.tensor[0]) }
        let steps = ((numbers[1] - numbers[0]) / numbers[2]).rounded(.up)
        guard steps.isFinite, steps <= Double(ONNXValue.limit) else {
            throw node.fault(input: "delta", expected: "one that reaches the limit", found: "\(numbers[2])")
        }
        let count = max(0, Int(steps))
        if inputs[0].isFloat {
            return ONNXValue(
                Tensor([count], (0..<count).map { Float(numbers[0] + Double($0) * numbers[2]) }))
        }
        let (start, delta) = (Int64(inputs[0].integers[0]), Int64(inputs[2].integers[0]))
        return ONNXValue([count], .integers((0..<count).map { start &+ Int64($0) &* delta }))
    }

    private static func cast(_ node: ONNXNode, _ value: ONNXValue, to type: Int) throws -> ONNXValue {
        guard let type = ONNXElementType(rawValue: type) else {
            throw UnsupportedFeature("it casts to the type \(type)")
        }
        if type.isFloat { return ONNXValue(value.tensor.reshaped(Shape(value.dimensions))) }
        if type == .boolean { return ONNXValue(value.dimensions, .booleans(value.booleans)) }
        return ONNXValue(value.dimensions, .integers(value.integers.map(Int64.init)))
    }

    // MARK: Rearranging

    private static func picked(_ node: ONNXNode, _ value: ONNXValue, _ pick: ONNXPicks.Pick) throws
        -> ONNXValue?
    {
        guard !pick.positions.contains(where: { $0?.contains(-1) ?? false }) else { return nil }
        _ = try node.checkedCount(pick.picked)
        var map = IndexMap(pick.input)
        for (axis, positions) in pick.positions.enumerated() {
            if let positions { map = map.picking(positions, along: axis) }
        }
        return value.picked(map).reshaped(pick.output ?? pick.picked)
    }

    private static func split(_ node: ONNXNode, _ value: ONNXValue) throws -> [ONNXValue]? {
        guard let sizes = try node.integers("split", orInput: 1) else { return nil }
        let axis = try node.axis(node.int("axis", 0), rank: value.dimensions.count)
        var start = 0
        return try sizes.map { size in
            guard size >= 0, size <= value.dimensions[axis] - start else {
                throw node.fault("split", expected: "\(value.dimensions[axis]) in all", found: "\(sizes)")
            }
            defer { start += size }
            return value.picked(
                IndexMap(value.dimensions).picking(Array(start..<start + size), along: axis))
        }
    }

    private static func concatenated(_ node: ONNXNode, _ inputs: [ONNXValue]) throws -> ONNXValue {
        let first = inputs[0]
        let axis = try node.axis(node.int("axis", 1), rank: first.dimensions.count)
        var dimensions = first.dimensions
        dimensions[axis] = 0
        for input in inputs {
            guard input.dimensions.count == dimensions.count,
                dimensions.indices.allSatisfy({ $0 == axis || input.dimensions[$0] == dimensions[$0] })
            else {
                throw node.fault(
                    input: "inputs", expected: "like \(Shape(first.dimensions))",
                    found: "\(Shape(input.dimensions))")
            }
            dimensions[axis] += input.dimensions[axis]
        }
        _ = try node.checkedCount(dimensions)
        let outer = dimensions[..<axis].reduce(1, *)
        func joined<Element>(_ elements: [[Element]]) -> [Element] {
            var result: [Element] = []
            for block in 0..<outer {
                for part in elements {
                    let size = part.count / outer
                    result += part[block * size..<(block + 1) * size]
                }
            }
            return result
        }
        if first.isFloat { return ONNXValue(Tensor(Shape(dimensions), joined(inputs.map(\.tensor.values)))) }
        if first.isBoolean { return ONNXValue(dimensions, .booleans(joined(inputs.map(\.booleans)))) }
        return ONNXValue(dimensions, .integers(joined(inputs.map { $0.integers.map(Int64.init) })))
    }
}
