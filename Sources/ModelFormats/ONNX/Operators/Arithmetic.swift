import NeuralNetwork
import Tensors

extension ONNXOperators {
    static let arithmetic: [String: Builder] = [
        "Add": binary(.add),
        "Sub": binary(.subtract),
        "Mul": binary(.multiply),
        "Div": binary(.divide),
        "Pow": binary(.power),
        "Max": folded(.maximum),
        "Min": folded(.minimum),
        "Sum": folded(.add),
        "Mean": mean,
    ]

    private static func binary(_ operation: ElementwiseArithmetic.Operation) -> Builder {
        { node, importer in
            guard node.inputs.count == 2 else {
                throw node.fault(input: "inputs", expected: "two tensors", found: "\(node.inputs.count)")
            }
            let first = try node.symbol(0)
            let second = try aligned(node, importer: &importer)
            return [try merged(node, named: node.name, operation, first, second, &importer)]
        }
    }

    /// Up to opset 6 the second operand's axes start at the attribute `axis` of the first.
    private static func aligned(_ node: ONNXNode, importer: inout ONNXImporter) throws -> ONNXSymbol {
        let second = try node.symbol(1)
        guard node.opset < 7, node.int("broadcast", 0) == 1, let axis = node.int("axis"),
            let whole = try node.symbol(0).dimensions, let part = second.dimensions
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
        _ first: ONNXSymbol,
        _ second: ONNXSymbol, _ importer: inout ONNXImporter
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
        default: throw UnsupportedFeature("its inputs are not computed")
        }
    }

    /// Any number of operands, one after the other; constants first.
    private static func folded(_ operation: ElementwiseArithmetic.Operation) -> Builder {
        { node, importer in [try fold(node, operation, last: node.name, &importer)] }
    }

    private static func fold(
        _ node: ONNXNode, _ operation: ElementwiseArithmetic.Operation, last: String,
        _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        var result = try node.symbol(0)
        if node.inputs.count == 1 {
            return try importer.layer(node, named: last, Identity("Identity"), [node.variable(0).layer])
        }
        for index in 1..<max(node.inputs.count, 1) {
            let name = index == node.inputs.count - 1 ? last : importer.free("\(node.name)/\(index)")
            if case .constant(let a) = result, case .constant(let b) = try node.symbol(index) {
                result = .constant(try ONNXFolding.merged(node, operation, a, b))
            } else {
                result = try merged(node, named: name, operation, result, node.symbol(index), &importer)
            }
        }
        return result
    }

    private static let mean: Builder = { node, importer in
        let sum = try fold(node, .add, last: importer.free("\(node.name)/sum"), &importer)
        let scale = Tensor([], [1 / Float(node.inputs.count)])
        return [try importer.layer(node, ElementwiseArithmetic(.multiply, constant: scale), sum.layer!)]
    }
}
