import NeuralNetwork
import Tensors

extension ONNXOperators {
    /// Comparisons and what depends on them; truth is 1 there and falsehood 0.
    static let choices: [String: Builder] = [
        "Less": comparison(.less),
        "LessOrEqual": comparison(.lessOrEqual),
        "Equal": comparison(.equal),
        "Greater": comparison(.greater),
        "GreaterOrEqual": comparison(.greaterOrEqual),
        "Not": { node, importer in
            [
                try importer.layer(
                    node, Comparison(.equal, constant: Tensor([], [0])), node.variable(0).layer)
            ]
        },
        "And": logic(.multiply),
        "Or": logic(.maximum),
        "Where": choice,
    ]

    private static func comparison(_ relation: Comparison.Relation) -> Builder {
        { node, importer in
            switch (try node.symbol(0), try node.symbol(1)) {
            case (.variable(let a, _), .variable(let b, _)):
                return [try importer.layer(node, Comparison(relation), a, b)]
            case (.variable(let a, _), .constant(let value)):
                return [try importer.layer(node, Comparison(relation, constant: value.tensor), a)]
            case (.constant(let value), .variable(let b, _)):
                return [try importer.layer(node, Comparison(relation.mirrored, constant: value.tensor), b)]
            default: throw UnsupportedFeature("its inputs are not computed")
            }
        }
    }

    private static func logic(_ operation: ElementwiseArithmetic.Operation) -> Builder {
        { node, importer in
            [try merged(node, named: node.name, operation, node.symbol(0), node.symbol(1), &importer)]
        }
    }

    private static let choice: Builder = { node, importer in
        let symbols = try (0..<3).map { try node.symbol($0) }
        guard let variable = symbols.first(where: { $0.layer != nil })?.layer else {
            throw UnsupportedFeature("its inputs are not computed")
        }
        var shape: [Int] = []
        for symbol in symbols {
            shape = try broadcast(node, shape, symbol.dimensions ?? [])
        }
        let operands = try symbols.enumerated().map { index, symbol in
            try widened(node, symbol, "operand\(index)", to: shape, like: variable, &importer)
        }
        return [try importer.layer(node, named: node.name, Where(), operands)]
    }

    private static func broadcast(_ node: ONNXNode, _ a: [Int], _ b: [Int]) throws -> [Int] {
        let rank = max(a.count, b.count)
        let first = [Int](repeating: 1, count: rank - a.count) + a
        let second = [Int](repeating: 1, count: rank - b.count) + b
        return try zip(first, second).map { x, y in
            guard x == y || x == 1 || y == 1 else {
                throw node.fault(
                    input: "inputs", expected: "shapes that fit each other",
                    found: "\(Shape(a)) and \(Shape(b))")
            }
            return x == 1 ? y : x
        }
    }

    /// A layer with a symbol's values in a wider shape.
    private static func widened(
        _ node: ONNXNode, _ symbol: ONNXSymbol, _ part: String, to shape: [Int], like variable: Int,
        _ importer: inout ONNXImporter
    ) throws -> Int {
        _ = try node.checkedCount(shape)
        let zeros = Tensor(Shape(shape), repeating: 0)
        switch symbol {
        case .variable(let layer, let own):
            if own.dimensions == shape { return layer }
            return try importer.layer(node, part: part, ElementwiseArithmetic(.add, constant: zeros), layer)
                .layer!
        case .unavailable(let layer): return layer
        case .constant(let value):
            return try importer.layer(
                node, part: part, ConstantLayer(value.tensor.broadcast(to: shape)), variable
            ).layer!
        }
    }
}

extension Tensor {
    fileprivate func broadcast(to dimensions: [Int]) -> Tensor {
        ONNXValue(self).picked(IndexMap(shape.dimensions).broadcast(to: dimensions)).tensor
    }
}
