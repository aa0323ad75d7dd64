import NeuralNetwork
import Tensors

extension ONNXOperators {
    /// The second input where the first is true, and the third elsewhere.
    static let choice = ONNXOperator(
        "Where", opsets: 9..., inputs: 3...3, kind: .activation, version: 16,
        fold: ONNXOperator.ofConstants { node, inputs in
            let all = try ONNXValue.broadcast(node, inputs)
            let condition = all[0].booleans
            func mixed<Element>(_ a: [Element], _ b: [Element]) -> [Element] {
                condition.indices.map { condition[$0] ? a[$0] : b[$0] }
            }
            let dimensions = all[0].dimensions
            if all[1].isFloat {
                return ONNXValue(
                    Tensor(Shape(dimensions), mixed(all[1].tensor.values, all[2].tensor.values)))
            }
            if all[1].isBoolean {
                return ONNXValue(dimensions, .booleans(mixed(all[1].booleans, all[2].booleans)))
            }
            return ONNXValue(
                dimensions, .integers(mixed(all[1].integers, all[2].integers).map(Int64.init)), all[1].type)
        },
        build: { node, importer in
            let symbols = try (0..<3).map { try node.symbol($0) }
            guard let variable = symbols.first(where: { $0.layer != nil })?.layer else {
                throw UnsupportedFeature.uncomputedInputs
            }
            let shape = try ONNXValue.commonExtents(node, symbols.map { $0.dimensions ?? [] })
            let operands = try symbols.enumerated().map { index, symbol in
                try widened(node, symbol, "operand\(index)", to: shape, like: variable, &importer)
            }
            return [
                importer.marked(
                    try importer.layer(node, named: node.name, Where(), operands),
                    importer.type(of: symbols[1]))
            ]
        })

    /// A layer with a symbol's values in a wider shape.
    private static func widened(
        _ node: ONNXNode, _ symbol: ONNXSymbol, _ part: String, to shape: [Int], like variable: Int,
        _ importer: inout ONNXImporter
    ) throws -> Int {
        switch symbol {
        case .variable(let layer, let own):
            if own.dimensions == shape { return layer }
            try node.spend(shape)
            let zeros = Tensor(Shape(shape), repeating: 0)
            return try importer.layer(node, part: part, ElementwiseArithmetic(.add, constant: zeros), layer)
                .layer!
        case .unavailable(let layer): return layer
        case .constant(let value):
            try node.spend(shape)
            let tensor = ONNXValue(value.tensor).picked(
                IndexMap(value.dimensions).broadcast(to: shape)
            ).tensor
            return try importer.layer(node, part: part, ConstantLayer(tensor), variable).layer!
        }
    }
}
