import NeuralNetwork

/// Why an ONNX file cannot be used.
public struct ONNXError: ModelFileError, Equatable {
    public enum Fact: Sendable, Equatable {
        /// Lengths in the file do not agree with each other or with its size.
        case cutOff
        /// Not the protocol's messages.
        case malformed
        case noGraph
        /// No input that a picture could be given to.
        case noPicture
        /// The values of a tensor do not fit its shape, or its shape is none.
        case tensor(String, problem: String)
        /// The file that holds a tensor's values.
        case external(tensor: String, location: String, problem: String)
        /// A node reads what no node puts out.
        case missingInput(Place, input: String)
        /// Nodes that wait for each other.
        case cycle(Place)
        /// Two nodes put out the same name.
        case duplicate(Place, output: String)
        case attribute(Place, String, expected: String, found: String)
        case input(Place, String, expected: String, found: String)
        /// What a node asks of its inputs' shapes, or settings that make no sense.
        case shape(Place, ShapeError)
        /// A limit against files that would fill the memory.
        case tooLarge(Place, elements: Int, limit: Int)
    }

    /// A node, as a sentence names it.
    public struct Place: Sendable, Equatable {
        public let node: String
        public let operation: String

        public init(node: String, operation: String) {
            self.node = node
            self.operation = operation
        }
    }

    public let path: String
    public let fact: Fact

    public init(_ path: String, _ fact: Fact) {
        self.path = path
        self.fact = fact
    }

    public var description: String {
        switch fact {
        case .cutOff: "The ONNX file \(path) ends too early or is damaged; was it copied completely?"
        case .malformed:
            "The ONNX file \(path) is damaged: it breaks the rules of its format; export it again."
        case .noGraph: "The ONNX file \(path) holds no network; export it again."
        case .noPicture:
            "The network in \(path) has no input for a picture: Glassbox takes N×C×H×W, N×H×W×C or N×F of 32-bit floats."
        case .tensor(let name, let problem):
            "The ONNX file \(path) is damaged: the tensor \(name) \(problem); export it again."
        case .external(let tensor, let location, let problem):
            "The ONNX file \(path) keeps the tensor \(tensor) in \(location), \(problem)."
        case .missingInput(let place, let input):
            "The ONNX file \(path) is damaged: \(place) reads \(input), which nothing puts out; export it again."
        case .cycle(let place):
            "The ONNX file \(path) is damaged: \(place) waits for its own output; export it again."
        case .duplicate(let place, let output):
            "The ONNX file \(path) is damaged: \(place) puts out \(output), which exists already; export it again."
        case .attribute(let place, let name, let expected, let found):
            "The network in \(path) cannot be used: in \(place), \(name) must be \(expected), but is \(found)."
        case .input(let place, let name, let expected, let found):
            "The network in \(path) cannot be used: \(place) takes \(expected) as \(name), but gets \(found)."
        case .shape(let place, let error):
            "The network in \(path) cannot be used: \(place) does not fit: \(error)."
        case .tooLarge(let place, let elements, let limit):
            "The network in \(path) cannot be used: \(place) makes \(elements) values, and Glassbox takes up to \(limit)."
        }
    }
}

extension ONNXError.Place: CustomStringConvertible {
    public var description: String { "the node \(node) (\(operation))" }
}
