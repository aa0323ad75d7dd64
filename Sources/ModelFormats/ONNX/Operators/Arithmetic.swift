import Foundation
import NeuralNetwork
import Tensors

/// Element-wise arithmetic of several inputs that broadcast to each other.
extension ONNXOperators {
    static let add = binary("Add", .add, kind: .merge)
    static let subtract = binary("Sub", .subtract, kind: .merge)
    static let multiply = binary("Mul", .multiply, kind: .merge)
    static let divide = binary("Div", .divide, kind: .merge)
    static let power = binary("Pow", .power, kind: .activation, version: 15)

    static let maximum = repeated("Max", .maximum)
    static let minimum = repeated("Min", .minimum)
    static let sum = repeated("Sum", .add)

    static let mean = ONNXOperator(
        "Mean", opsets: 1..., inputs: 1..., kind: .activation, version: 13, fold: nil
    ) { node, importer in
        let sum = try reduced(node, .add, last: importer.free("\(node.name)/sum"), &importer)
        let scale = ElementwiseArithmetic(
            .multiply, constant: Tensor([], [1 / Float(node.inputs.count)]))
        guard let layer = sum.layer else { throw UnsupportedFeature.constantInputs }
        return [try importer.layer(node, scale, layer)]
    }

    /// The sign of the divisor, or that of the dividend where the attribute `fmod` says so.
    static let remainder = ONNXOperator(
        "Mod", opsets: 10..., inputs: 2...2, attributes: [.flag("fmod")], kind: .activation, version: 13,
        fold: ONNXOperator.ofConstants { node, inputs in
            let pair = try ONNXValue.broadcast(node, inputs)
            let isC = node.attributes.flag("fmod")
            if pair[0].isFloat {
                let values = zip(pair[0].tensor.values, pair[1].tensor.values)
                return ONNXValue(Tensor(Shape(pair[0].dimensions), values.map { fmod($0, $1) }))
            }
            return ONNXValue(
                pair[0].dimensions,
                .integers(
                    try zip(pair[0].integers, pair[1].integers).map { a, b in
                        guard b != 0 else {
                            throw node.fault(input: "divisor", expected: .notZero, found: "\(0)")
                        }
                        let rest = a.remainderReportingOverflow(dividingBy: b).partialValue
                        return Int64(isC || rest == 0 || (rest < 0) == (b < 0) ? rest : rest &+ b)
                    }))
        },
        build: { node, importer in
            func part(_ name: String) -> String { importer.free("\(node.name)/\(name)") }
            let (a, b) = (try node.symbol(0), try node.symbol(1))
            let quotient = try mergedNumbers(node, named: part("quotient"), .divide, a, b, &importer)
            guard let layer = quotient.layer else { return [quotient] }
            let rounding: ElementwiseFunction = node.attributes.flag("fmod") ? .truncate : .floor
            let whole = try importer.layer(
                node, part: "whole", ActivationLayer(.function(rounding)), layer)
            let multiple = try mergedNumbers(node, named: part("multiple"), .multiply, whole, b, &importer)
            let rest = try mergedNumbers(node, named: node.name, .subtract, a, multiple, &importer)
            return [importer.marked(rest, importer.type(of: a))]
        })

    /// What operators of two inputs said of broadcasting up to opset 6; `axis` is where the second one's axes start.
    static let oldBroadcasting: [ONNXAttribute] = [
        .flag("broadcast", opsets: 1...6), .axis(opsets: 1...6),
    ]

    private static func binary(
        _ name: String, _ operation: ElementwiseArithmetic.Operation, kind: LayerKind, version: Int = 14
    ) -> ONNXOperator {
        ONNXOperator(
            name, opsets: 1..., inputs: 2...2, attributes: oldBroadcasting, kind: kind, version: version,
            fold: ONNXOperator.ofConstants { node, inputs in
                try ONNXValue.merged(node, operation, inputs[0], inputs[1])
            },
            build: { node, importer in
                let first = try node.symbol(0)
                let second = try aligned(node, importer: &importer)
                return [try merged(node, named: node.name, operation, first, second, &importer)]
            })
    }

    /// The second operand with axes of extent 1 behind it, as old opsets ask for.
    static func aligned(_ node: ONNXNode, importer: inout ONNXImporter) throws -> ONNXSymbol {
        let second = try node.symbol(1)
        guard node.opset < 7, node.attributes.flag("broadcast"),
            let axis = node.attributes.givenInteger("axis"), let whole = try node.symbol(0).dimensions,
            let part = second.dimensions
        else { return second }
        let start = try node.axis(axis, rank: whole.count)
        let missing = whole.count - start - part.count
        guard missing > 0 else { return second }
        let dimensions = part + [Int](repeating: 1, count: missing)
        switch second {
        case .constant(let value): return .constant(value.reshaped(dimensions))
        case .variable(let layer, let shape):
            return try importer.reshaped(
                node, named: importer.free("\(node.name)/aligned"), (layer, shape), to: dimensions)
        case .unavailable: return second
        }
    }

    static func merged(
        _ node: ONNXNode, named name: String, _ operation: ElementwiseArithmetic.Operation,
        _ first: ONNXSymbol, _ second: ONNXSymbol, _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        guard importer.type(of: first.layer == nil ? second : first).isInteger else {
            return try mergedNumbers(node, named: name, operation, first, second, &importer)
        }
        return try mergedIntegers(node, named: name, operation, first, second, &importer)
    }

    /// Of integers that depend on the picture: quotients are cut off, and small types would wrap around.
    private static func mergedIntegers(
        _ node: ONNXNode, named name: String, _ operation: ElementwiseArithmetic.Operation,
        _ first: ONNXSymbol, _ second: ONNXSymbol, _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        let type = importer.type(of: first.layer == nil ? second : first)
        switch operation {
        case .maximum, .minimum: break
        case _ where type.bits < 32 || type.isUnsigned: throw UnsupportedFeature.integers
        case .divide:
            let name = importer.free("\(node.name)/quotient")
            let quotient = try mergedNumbers(node, named: name, operation, first, second, &importer)
            return try importer.layer(node, ActivationLayer(.function(.truncate)), quotient.layer!)
        default: break
        }
        return try mergedNumbers(node, named: name, operation, first, second, &importer)
    }

    /// Of numbers, whatever they stand for.
    static func mergedNumbers(
        _ node: ONNXNode, named name: String, _ operation: ElementwiseArithmetic.Operation,
        _ first: ONNXSymbol, _ second: ONNXSymbol, _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        switch (first, second) {
        case (.variable(let a, _), .variable(let b, _)):
            return try importer.layer(node, named: name, ElementwiseArithmetic(operation), [a, b])
        case (.variable(let a, _), .constant(let value)):
            return try importer.layer(
                node, named: name, ElementwiseArithmetic(operation, constant: value.tensor), [a])
        case (.constant(let value), .variable(let b, _)):
            return try importer.layer(
                node, named: name,
                ElementwiseArithmetic(operation, constant: value.tensor, constantIsFirst: true), [b])
        default: throw UnsupportedFeature.uncomputedInputs
        }
    }

    /// Any number of operands, one after the other.
    private static func repeated(
        _ name: String, _ operation: ElementwiseArithmetic.Operation
    ) -> ONNXOperator {
        ONNXOperator(
            name, opsets: 1..., inputs: 1..., kind: .merge, version: 13,
            fold: ONNXOperator.ofConstants { node, inputs in
                try inputs.dropFirst().reduce(inputs[0]) {
                    try ONNXValue.merged(node, operation, $0, $1)
                }
            },
            build: { node, importer in [try reduced(node, operation, last: node.name, &importer)] })
    }

    /// The operands joined from the first to the last; constants at the start become one.
    private static func reduced(
        _ node: ONNXNode, _ operation: ElementwiseArithmetic.Operation, last: String,
        _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        var result = try node.symbol(0)
        if node.inputs.count == 1 {
            return try importer.layer(node, named: last, Identity(.identity), [node.variable(0).layer])
        }
        for index in 1..<node.inputs.count {
            let name = index == node.inputs.count - 1 ? last : importer.free("\(node.name)/\(index)")
            if case .constant(let a) = result, case .constant(let b) = try node.symbol(index) {
                result = .constant(try ONNXValue.merged(node, operation, a, b))
            } else {
                result = try merged(node, named: name, operation, result, node.symbol(index), &importer)
            }
        }
        return result
    }
}
