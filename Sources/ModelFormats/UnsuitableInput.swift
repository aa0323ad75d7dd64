import Tensors
import Words

/// A network that takes no photo.
public struct UnsuitableInput: ModelFileError, Equatable {
    public let path: String
    /// The shape of the network's input without the batch.
    public let shape: Shape

    public static let examples = [UnsuitableInput(path: "net.onnx", shape: [10])]

    public var words: Words {
        "The network in \(path) takes an input of \(shape); pictures are C×H×W."
    }
}
