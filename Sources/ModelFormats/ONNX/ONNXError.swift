import NeuralNetwork
import Tensors
import Words

/// Why an ONNX file cannot be used.
public struct ONNXError: ModelFileError, Refusal, Equatable {
    public enum Fact: Sendable, Equatable {
        /// Lengths in the file do not agree with each other or with its size.
        case cutOff
        /// Not the protocol's messages.
        case malformed
        case noGraph
        /// No input that a picture could be given to.
        case noPicture
        /// The values of a tensor do not fit its shape, or its shape is none.
        case tensor(String, problem: TensorProblem)
        /// The file that holds a tensor's values.
        case external(tensor: String, location: String, problem: ExternalProblem)
        /// A node reads what no node puts out.
        case missingInput(Place, input: String)
        /// Nodes that wait for each other.
        case cycle(Place)
        /// Two nodes put out the same name.
        case duplicate(Place, output: String)
        /// An attribute that is missing, or has the wrong type or value.
        case attribute(Place, String, expected: ONNXExpectation, found: Words)
        /// An input that a node needs is left out; counted from 1.
        case noInput(Place, Int)
        /// More inputs than the operator takes.
        case inputCount(Place, expected: Range<Int>, found: Int)
        /// None of the outputs that the operator has, or more.
        case outputCount(Place, expected: Range<Int>, found: Int)
        /// An input with the wrong shape or values; an input has its name in the specification or its number.
        case input(Place, String, expected: ONNXExpectation, found: Words)
        /// What a node asks of its inputs' shapes, or settings that make no sense.
        case shape(Place, ShapeError)
        /// A limit against files that would fill the memory.
        case tooLarge(Place, elements: Int, limit: Int)
    }

    /// Whether pictures of another size might do.
    var isAboutExtents: Bool {
        switch fact {
        case .shape, .input: true
        default: false
        }
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

    public enum TensorProblem: Sendable, Equatable {
        case extent(Int64)
        case tooLarge
        case axes(Int)
        case bytes(Int, shape: Shape, needed: Int)
        case values(Int, shape: Shape, needed: Int)
    }

    public enum ExternalProblem: Sendable, Equatable {
        case noName
        case outside
        case missing
        case notRegular
        case hardLink
        case cannotOpen
        /// The entry `offset` or `length`.
        case number(entry: String, value: String)
        case length(Int, needed: Int)
        case tooShort
    }

    public let path: String
    public let fact: Fact

    public init(_ path: String, _ fact: Fact) {
        self.path = path
        self.fact = fact
    }

    public var kind: RefusalKind { .badData }
}
