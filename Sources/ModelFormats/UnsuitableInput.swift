import Tensors
import Words

/// A network that takes no photo, or one that is too large.
public struct UnsuitableInput: ModelFileError, Equatable {
    public let path: String
    /// The shape of the network's input without the batch.
    public let shape: Shape

    /// Values of one picture at most: 4,700 rows and columns in colour.
    static let valueLimit = 1 << 26

    public static let examples = [
        UnsuitableInput(path: "net.onnx", shape: [10]),
        UnsuitableInput(path: "net.onnx", shape: [3, 8000, 8000]),
    ]

    public var words: Words {
        if shape.rank == 3, shape.count > Self.valueLimit {
            return
                "The network in \(path) takes pictures of \(shape); Glassbox gives up to \(Self.valueLimit) values."
        }
        return "The network in \(path) takes an input of \(shape); pictures are C×H×W."
    }
}
