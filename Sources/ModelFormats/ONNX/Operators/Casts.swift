import NeuralNetwork
import Tensors

/// Every float is a 32-bit one here, and what depends on the picture is floats, whatever they stand for.
extension ONNXOperators {
    static let cast = ONNXOperator(
        "Cast", opsets: 6..., inputs: 1...1,
        attributes: [.required("to", in: 0...Int(Int32.max))] + roundings, kind: .reshape,
        version: 25, limits: "narrower integers of wider ones that depend on the picture",
        fold: ONNXOperator.ofConstants { node, inputs in inputs[0].cast(to: try type(of: node)) },
        build: { node, importer in [try cast(node, to: type(of: node), &importer)] })

    static let castLike = ONNXOperator(
        "CastLike", opsets: 15..., inputs: 2...2, attributes: roundings, kind: .reshape, version: 25,
        limits: "narrower integers of wider ones that depend on the picture",
        fold: { node in
            guard let value = node.input(0)?.constant, let target = node.input(1)?.constant else {
                return nil
            }
            try node.spend(value.dimensions)
            return [value.cast(to: target.type)]
        },
        build: { node, importer in
            let type = importer.type(of: try node.symbol(1))
            if let value = node.input(0)?.constant { return [.constant(value.cast(to: type))] }
            return [try cast(node, to: type, &importer)]
        })

    /// How numbers of 8 bits are rounded, which are read from no file here.
    private static let roundings: [ONNXAttribute] = [
        .ignored("saturate", .integer, opsets: 19...), .ignored("round_mode", .text, opsets: 24...),
    ]

    private static func type(of node: ONNXNode) throws -> ONNXElementType {
        let number = node.attributes.integer("to")
        guard let type = ONNXElementType(rawValue: number) else {
            throw UnsupportedFeature.castTo(type: number)
        }
        return type
    }

    /// Floats that become integers lose what stands behind the point, and their gradient with it.
    private static func cast(
        _ node: ONNXNode, to type: ONNXElementType, _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        let input = try node.variable(0).layer
        let own = importer.type(of: try node.symbol(0))
        let operation: any Operator
        switch (own, type) {
        case (.boolean, _): operation = Identity(.cast)
        case (_, .boolean):
            operation = Composite(
                [ActivationLayer(.function(.absolute)), Comparison(.greater, constant: Tensor([], [0]))],
                kind: .activation, summary: .cast)
        case _ where type.isFloat: operation = Identity(.cast)
        case _ where own.isFloat: operation = ActivationLayer(.function(.truncate))
        case _ where type.bits < own.bits && type.bits < 32: throw UnsupportedFeature.castOfPicture
        default: operation = Identity(.cast)
        }
        return importer.marked(try importer.layer(node, operation, input), type)
    }
}

extension ONNXValue {
    /// The same numbers as elements of another type; integers keep the bits that it has, as in two's complement.
    func cast(to type: ONNXElementType) -> ONNXValue {
        if type.isFloat { return ONNXValue(tensor.reshaped(Shape(dimensions))) }
        if type == .boolean { return ONNXValue(dimensions, .booleans(booleans)) }
        return ONNXValue(dimensions, .integers(integers.map { type.wrapped(Int64($0)) }), type)
    }
}
