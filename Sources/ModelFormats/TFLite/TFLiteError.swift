import Words

/// Why a TensorFlow Lite file cannot be used.
public struct TFLiteError: ModelFileError, Equatable {
    public enum Fact: Sendable, Equatable {
        /// Offsets or lengths that lead out of the file, or numbers of tensors that it does not have.
        case damaged
        case noNetwork
        case noPicture
        /// The elements of a tensor do not fit its shape.
        case tensor(String, bytes: Int, needed: Int)
        /// Constants that are many times as large as the file.
        case tooLarge
        /// A wrong number of inputs or outputs.
        case inputCount(operation: String, found: Int)
        case outputCount(operation: String, found: Int)
    }

    public let path: String
    public let fact: Fact

    init(_ path: String, _ fact: Fact) {
        self.path = path
        self.fact = fact
    }

    public static let examples: [TFLiteError] = [
        .damaged, .noNetwork, .noPicture, .tensor("w", bytes: 4, needed: 8), .tooLarge,
        .inputCount(operation: "CONV_2D", found: 1), .outputCount(operation: "SPLIT", found: 0),
    ].map { (fact: Fact) in TFLiteError("net.tflite", fact) }

    public var words: Words {
        switch fact {
        case .damaged:
            "The TensorFlow Lite file \(path) ends too early or is damaged; was it copied completely?"
        case .noNetwork: "The TensorFlow Lite file \(path) holds no network; convert it again."
        case .noPicture:
            "The network in \(path) has no input for a picture: Glassbox takes N×H×W×C with one or three channels."
        case .tensor(let name, let bytes, let needed):
            """
            The TensorFlow Lite file \(path) is damaged: the tensor \(name) has \(bytes) bytes where its shape needs \
            \(needed); convert it again.
            """
        case .tooLarge: "\(path) is refused: its constants would need many times the memory of the file."
        case .inputCount(let operation, let found):
            "The TensorFlow Lite file \(path) is damaged: an operator \(operation) has \(found) inputs."
        case .outputCount(let operation, let found):
            "The TensorFlow Lite file \(path) is damaged: an operator \(operation) has \(found) outputs."
        }
    }
}
