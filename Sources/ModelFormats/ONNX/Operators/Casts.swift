import NeuralNetwork
import Tensors

/// Every float is a 32-bit one here; other casts of what depends on the picture are not computed.
extension ONNXOperators {
    static let cast = ONNXOperator(
        "Cast", opsets: 6..., inputs: 1...1,
        attributes: [.required("to", in: 0...Int(Int32.max))] + roundings, kind: .reshape, ending: .view,
        version: 25,
        limits: "integers and truth values of the picture",
        fold: ONNXOperator.ofConstants { node, inputs in
            let number = node.attributes.integer("to")
            guard let type = ONNXElementType(rawValue: number) else {
                throw UnsupportedFeature.castTo(type: number)
            }
            let value = inputs[0]
            if type.isFloat { return ONNXValue(value.tensor.reshaped(Shape(value.dimensions))) }
            if type == .boolean { return ONNXValue(value.dimensions, .booleans(value.booleans)) }
            return ONNXValue(value.dimensions, .integers(value.integers.map(Int64.init)))
        },
        build: { node, importer in
            let isFloat = ONNXElementType(rawValue: node.attributes.integer("to"))?.isFloat ?? false
            return [try floats(node, isFloat: isFloat, &importer)]
        })

    static let castLike = ONNXOperator(
        "CastLike", opsets: 15..., inputs: 2...2, attributes: roundings, kind: .reshape, version: 25,
        limits: "integers and truth values of the picture",
        fold: { node in
            guard let value = node.input(0)?.constant else { return nil }
            _ = try node.checkedCount(value.dimensions)
            // What depends on the picture is floats.
            guard let target = node.input(1)?.constant, !target.isFloat else {
                return [ONNXValue(value.tensor)]
            }
            return [ONNXValue(value.dimensions, .integers(value.integers.map(Int64.init)))]
        },
        build: { node, importer in
            [try floats(node, isFloat: node.input(1)?.constant?.isFloat ?? true, &importer)]
        })

    /// How numbers of 8 bits are rounded, which are read from no file here.
    private static let roundings: [ONNXAttribute] = [
        .ignored("saturate", .integer, opsets: 19...), .ignored("round_mode", .text, opsets: 24...),
    ]

    private static func floats(
        _ node: ONNXNode, isFloat: Bool, _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        let input = try node.variable(0).layer
        guard isFloat else { throw UnsupportedFeature.castOfPicture }
        return try importer.layer(node, Identity(.cast), input)
    }
}
