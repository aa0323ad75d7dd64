import NeuralNetwork
import Tensors

/// Functions of whole numbers that stand for reals, as ONNX Runtime's quantiser writes them: of the reals, rounded again.
extension ONNXOperators {
    static let quantizedFunctions: [ONNXOperator] = [
        quantized("QLinearAdd", operands: 2) { try $1.one($0, part: "sum", "Add", $2[0], $2[1]) },
        quantized("QLinearMul", operands: 2) { try $1.one($0, part: "product", "Mul", $2[0], $2[1]) },
        quantized("QLinearSigmoid") { try $1.one($0, part: "sigmoid", "Sigmoid", $2[0]) },
        quantized("QLinearLeakyRelu", attributes: [.float("alpha", 0.01)]) { node, importer, inputs in
            try importer.one(
                node, part: "rectified", "LeakyRelu", inputs[0],
                attributes: .float("alpha", node.attributes.float("alpha")))
        },
        quantized("QLinearSoftmax", attributes: [.axis(-1), .required("opset", in: 13...Int.max)]) {
            node, importer, inputs in
            try importer.one(
                node, part: "softmax", "Softmax", inputs[0],
                attributes: .integer("axis", node.attributes.integer("axis")))
        },
        quantized("QLinearGlobalAveragePool", attributes: [.flag("channels_last")]) {
            node, importer, inputs in
            try importer.one(node, part: "average", "GlobalAveragePool", inputs[0])
        },
        quantized(
            "QLinearAveragePool", attributes: averagePooling.attributes + [.flag("channels_last")]
        ) { node, importer, inputs in
            try importer.derived(
                node, part: "average", "AveragePool", [inputs[0]],
                node.proto.attribute.filter { $0.name != "channels_last" })[0]
        },
        quantized(
            "QLinearReduceMean",
            attributes: [.integers("axes", in: ONNXAttribute.axisRange), .flag("keepdims", true)]
        ) { node, importer, inputs in
            let axes = node.attributes.integers("axes").map { ONNXSymbol.constant(ONNXValue(integers: $0)) }
            return try importer.one(
                node, part: "mean", "ReduceMean", inputs[0], axes,
                attributes: .integer("keepdims", node.attributes.integer("keepdims")))
        },
        ONNXOperator(
            "QLinearConcat", domain: microsoft, opsets: 1..., inputs: 5...,
            attributes: [.required("axis", in: ONNXAttribute.axisRange)], kind: .merge, version: 1,
            limits: "scales that depend on the picture", fold: nil
        ) { node, importer in
            guard node.inputs.count % 3 == 2 else {
                throw node.fault(
                    input: "inputs", expected: .numbers(3), found: "\(node.inputs.count % 3)")
            }
            let parts = try stride(from: 2, to: node.inputs.count, by: 3).map {
                try reals(node, at: $0, &importer)
            }
            let whole = try importer.derived(
                node, part: "whole", "Concat", parts,
                [.integer("axis", node.attributes.integer("axis"))])[0]
            return [try importer.one(node, "QuantizeLinear", whole, node.symbol(0), node.input(1))]
        },
    ]

    /// An operator whose inputs are whole numbers, each with a scale and a zero point behind it, and then those of the output.
    private static func quantized(
        _ name: String, operands: Int = 1, attributes: [ONNXAttribute] = [],
        _ compute: @escaping @Sendable (ONNXNode, inout ONNXImporter, [ONNXSymbol]) throws -> ONNXSymbol
    ) -> ONNXOperator {
        let count = operands * 3 + 2
        return ONNXOperator(
            name, domain: microsoft, opsets: 1..., inputs: count - 1...count, attributes: attributes,
            kind: operands == 1 ? .activation : .merge, version: 1,
            limits: "scales that depend on the picture", fold: nil
        ) { node, importer in
            let mayBeLast = attributes.contains { $0.name == "channels_last" }
            return try channelsFirst(node, mayBeLast, &importer) { node, importer in
                let inputs = try (0..<operands).map { try reals(node, at: $0 * 3, &importer) }
                let real = try compute(node, &importer, inputs)
                return try importer.one(
                    node, "QuantizeLinear", real, node.symbol(operands * 3), node.input(operands * 3 + 1))
            }
        }
    }

    private static func reals(
        _ node: ONNXNode, at index: Int, _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        try importer.one(
            node, part: "real\(index)", "DequantizeLinear", node.symbol(index), node.symbol(index + 1),
            node.input(index + 2))
    }
}
