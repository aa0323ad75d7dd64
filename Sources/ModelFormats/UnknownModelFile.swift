import Words

/// A file that no format recognises.
public struct UnknownModelFile: ModelFileError, Equatable {
    public let path: String
    /// What the file is instead, where that can be seen.
    public let content: Words?

    public static let examples = [
        UnknownModelFile(path: "net.h5", content: nil), UnknownModelFile(path: "net.h5", content: "text"),
    ]

    public var words: Words {
        guard let content else {
            return """
                \(path) is no network of a kind that is known; Glassbox reads ONNX, Keras (.h5, .keras), PyTorch (.pth, \
                .pt, .pt2), TorchScript, TensorFlow Lite and safetensors files.
                """
        }
        return """
            \(path) is no network but \(content); Glassbox reads ONNX, Keras (.h5, .keras), PyTorch (.pth, .pt, .pt2), \
            TorchScript, TensorFlow Lite and safetensors files.
            """
    }
}
