import Files
import NeuralNetwork
import Tensors

/// Asks an ONNX file for its outputs as ONNX's backend suite does: the first input of floats is the picture, whatever its
/// shape, and the others are constants.
package struct ONNXEvaluation {
    /// A tensor of the suite.
    package struct Value: Sendable {
        package let dimensions: [Int]
        package let tensor: Tensor
        /// ONNX's number of the type of element, 1 for 32-bit floats; nil for integers that were computed.
        package let type: Int?
        package let isFloat: Bool
        let constant: ONNXValue

        /// The same numbers as integers.
        fileprivate var ofIntegers: Value {
            Value(dimensions: dimensions, tensor: tensor, type: nil, isFloat: false, constant: constant)
        }
    }

    /// Why an output is not compared.
    package struct Refusal: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) {
            self.description = description
        }
    }

    private let file: ONNXFile

    package init(model path: String) throws {
        file = try ONNXFile(MappedFile(path: path))
    }

    /// The names of the inputs that a question gives values for.
    package var inputs: [String] { file.inputs.map(\.name) }
    package var outputCount: Int { file.model.graph.output.count }

    /// The declared extents of an input, 1 where they are open.
    package func dimensions(ofInput index: Int) -> [Int] {
        file.inputs[index].type.tensorType.shape.dim.map { $0.dimValue > 0 ? Int($0.dimValue) : 1 }
    }

    /// A file that holds one tensor.
    package static func value(path: String) throws -> Value {
        let file = try MappedFile(path: path)
        let proto = try Onnx_TensorProto(serializedBytes: Array(file.bytes))
        do {
            return Self.value(
                try ONNXTensors(file).value(proto, raw: nil), type: Int(proto.dataType))
        } catch let feature as UnsupportedFeature {
            throw Refusal(description: feature.reason)
        }
    }

    package static func value(_ tensor: Tensor) -> Value { value(ONNXValue(tensor), type: 1) }

    private static func value(_ constant: ONNXValue, type: Int?) -> Value {
        Value(
            dimensions: constant.dimensions, tensor: constant.tensor, type: type,
            isFloat: constant.isFloat, constant: constant)
    }

    /// - Parameter values: for each of ``inputs``; nil for one that is left out.
    /// - Returns: the outputs in the file's order.
    /// - Throws: ``ONNXError`` and ``Refusal`` where the engine does not compute them.
    package func outputs(for values: [Value?]) throws -> [Value] {
        for input in file.inputs where !input.type.hasTensorType {
            throw Refusal(description: "the input \(input.name) is no tensor")
        }
        var bindings: [String: ONNXValue] = [:]
        var picture = ONNXImporter.Picture(name: "picture", dimensions: [1, 1])
        var tensor = Tensor([1, 1], [0])
        for (name, value) in zip(inputs, values) {
            guard let value else { continue }
            if picture.name == "picture", value.type == 1, !value.dimensions.isEmpty, value.tensor.count > 0 {
                picture = ONNXImporter.Picture(name: name, dimensions: value.dimensions)
                tensor = value.tensor
            } else {
                bindings[name] = value.constant
            }
        }
        let importer = try file.imported(picture, bindings: bindings)
        let graph = importer.builder.build(logits: nil)
        let executor = try Executor(graph)
        return try file.model.graph.output.map { output in
            switch importer.symbol(output.name) {
            case .constant(let constant): return Self.value(constant, type: nil)
            case .variable(let layer, let shape):
                let result = layer == 0 ? tensor : try executor.output(of: layer, for: tensor)
                let value = Self.value(ONNXValue(result.reshaped(shape)), type: 1)
                return importer.integerLayers.contains(layer) ? value.ofIntegers : value
            case .unavailable(let layer):
                throw Refusal(description: graph.nodes[layer].obstacle ?? "it is not computed")
            case nil: throw Refusal(description: "nothing puts out \(output.name)")
            }
        }
    }
}
