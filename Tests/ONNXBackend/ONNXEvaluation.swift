import Files
import ModelFormats
import NeuralNetwork
import Tensors

/// Asks an ONNX file for its outputs as ONNX's backend suite does: the first input of floats is the picture, whatever its
/// shape, and the others are constants.
struct ONNXEvaluation {
    /// A tensor of the suite.
    struct Value {
        let constant: ONNXValue
        /// ONNX's number of the type of element, 1 for 32-bit floats; nil for what was computed.
        let type: Int?
        /// Whether the elements are no integers and no truth values.
        let isFloat: Bool

        init(_ constant: ONNXValue, type: Int?, isFloat: Bool? = nil) {
            self.constant = constant
            self.type = type
            self.isFloat = isFloat ?? constant.isFloat
        }

        init(_ tensor: Tensor) { self.init(ONNXValue(tensor), type: 1) }

        /// A file that holds one tensor.
        init(path: String) throws {
            let (value, type) = try ONNXValue.read(tensorFile: path)
            self.init(value, type: type)
        }

        var dimensions: [Int] { constant.dimensions }
        var tensor: Tensor { constant.tensor }
    }

    /// Why an output is not compared.
    struct Unanswered: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) {
            self.description = description
        }
    }

    private let file: ONNXFile

    init(model path: String) throws {
        file = try ONNXFile(MappedFile(path: path))
    }

    /// How many inputs a question gives values for.
    var inputCount: Int { file.declaredInputs.count }
    var outputCount: Int { file.outputNames.count }

    /// The declared extents of an input, 1 where they are open.
    func dimensions(ofInput index: Int) -> [Int] {
        file.declaredInputs[index].extents?.map { $0 ?? 1 } ?? []
    }

    /// - Parameter values: for each input; nil for one that is left out.
    /// - Returns: the outputs in the file's order.
    /// - Throws: ``Unanswered`` where the engine does not compute them; what reading the file throws.
    func outputs(for values: [Value?]) throws -> [Value] {
        let inputs = file.declaredInputs
        for input in inputs where input.extents == nil {
            throw Unanswered("the input \(input.name) is no tensor")
        }
        var bindings: [String: ONNXValue] = [:]
        var picture = ONNXImporter.Picture(name: "picture", dimensions: [1, 1])
        var tensor = Tensor([1, 1], [0])
        for (name, value) in zip(inputs.map(\.name), values) {
            guard let value else { continue }
            if picture.name == "picture", value.type == 1, !value.dimensions.isEmpty, value.tensor.count > 0 {
                picture = ONNXImporter.Picture(name: name, dimensions: value.dimensions)
                tensor = value.tensor
            } else {
                bindings[name] = value.constant
            }
        }
        let importer = try file.imported(picture, bindings: bindings)
        let graph = importer.graph
        let executor = try Executor(graph)
        return try file.outputNames.map { name in
            switch importer.symbol(name) {
            case .constant(let constant): return Value(constant, type: nil)
            case .variable(let layer, let shape):
                let result = layer == 0 ? tensor : try executor.output(of: layer, for: tensor)
                let isInteger = importer.integerLayers.contains(layer)
                return Value(
                    ONNXValue(result.reshaped(shape)), type: isInteger ? nil : 1, isFloat: !isInteger)
            case .unavailable(let layer):
                throw Unanswered(graph.nodes[layer].obstacle?.english ?? "it is not computed")
            case nil: throw Unanswered("nothing puts out \(name)")
            }
        }
    }
}
