import Foundation
import NeuralNetwork
import Tensors

extension ONNXImporter {
    /// The outputs of a node that reads constants only, computed by the engine's operators.
    ///
    /// Integers are computed with as floats where these hold them exactly.
    func evaluated(_ node: ONNXNode, _ build: ONNXOperator.Build) throws -> [ONNXSymbol] {
        let constants = node.inputs.map { $0?.constant }
        let first = constants.firstIndex { $0.map { $0.count > 0 && $0.isExactInFloats } ?? false }
        guard let first, let value = constants[first], value.dimensions.count <= Self.engineAxes else {
            throw UnsupportedFeature.constants(operation: node.operation)
        }
        let name = "constant"
        // The engine's inputs have an axis at least.
        let isScalar = constants.allSatisfy { $0?.dimensions.isEmpty ?? true }
        var picture = Picture(name: name, dimensions: value.dimensions.isEmpty ? [1] : value.dimensions)
        picture.type = value.type
        var inner = ONNXImporter(model, tensors: tensors, picture: picture)
        var variable = node
        variable.inputs[first] = inner.symbol(name)
        let outputs = try build(variable, &inner)
        let input = value.tensor.reshaped(Shape(picture.dimensions))
        for layer in inner.graph.nodes {
            if let shape = inner.builder.fullShape(of: layer.id) { try node.spend(shape.dimensions) }
        }
        do {
            let executor = try Executor(inner.graph, memory: tensors.budget)
            return try outputs.map { symbol in
                guard case .variable(let layer, let shape) = symbol else { return symbol }
                let result = layer == 0 ? input : try executor.output(of: layer, for: input)
                let type = inner.types[layer] ?? value.type
                let dimensions = isScalar && shape.dimensions == [1] ? [] : shape.dimensions
                return .constant(ONNXValue(result, dimensions, as: type))
            }
        } catch is EngineError {
            throw UnsupportedFeature.constants(operation: node.operation)
        }
    }

    /// What an operator of ONNX makes of symbols, for operators that are defined by others.
    ///
    /// - Parameters:
    ///   - node: the node of the file that it is a part of.
    ///   - part: nil for the part that puts out the node's output.
    ///   - outputs: how many are asked for.
    mutating func derived(
        _ node: ONNXNode, part: String? = nil, _ operation: String, domain: String = "",
        _ inputs: [ONNXSymbol?], _ attributes: [Onnx_AttributeProto] = [], outputs: Int = 1
    ) throws -> [ONNXSymbol] {
        var proto = Onnx_NodeProto()
        proto.opType = operation
        proto.domain = domain
        proto.attribute = attributes
        proto.output = (0..<outputs).map { "\($0)" }
        let name = part.map { free("\(node.name)/\($0)") } ?? node.name
        return try computed(
            ONNXNode(
                path: node.path, proto: proto, name: name, opset: domain.isEmpty ? Self.newestOpset : 1,
                inputs: inputs, tensors: tensors))
    }

    /// The one output of ``derived(_:part:_:domain:_:_:outputs:)``.
    mutating func one(
        _ node: ONNXNode, part: String? = nil, _ operation: String, domain: String = "",
        _ inputs: ONNXSymbol?..., attributes: Onnx_AttributeProto...
    ) throws -> ONNXSymbol {
        try derived(node, part: part, operation, domain: domain, inputs, attributes)[0]
    }

    /// The most axes that the engine's arrays have.
    private static let engineAxes = 12

    /// The opset in which operators that stand for others are written.
    private static let newestOpset = 24
}

extension ONNXValue {
    /// The largest magnitude up to which 32-bit floats hold every integer.
    static let exactLimit = 1 << 24

    var isExactInFloats: Bool {
        guard case .integers(let integers) = elements else { return true }
        return integers.allSatisfy { $0.magnitude <= Self.exactLimit }
    }

    /// What the engine computed, as elements of a type.
    init(_ tensor: Tensor, _ dimensions: [Int], as type: ONNXElementType) {
        switch type {
        case .boolean: self.init(dimensions, .booleans(tensor.values.map { $0 != 0 }))
        case _ where type.isFloat: self.init(tensor.reshaped(Shape(dimensions)))
        default:
            self.init(dimensions, .integers(tensor.values.map { Int64(Int(saturating: $0)) }), type)
        }
    }
}
