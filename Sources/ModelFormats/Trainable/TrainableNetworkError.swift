import Words

/// Why a network cannot be trained here.
public enum TrainableNetworkError: Refusal, Equatable {
    /// A file that is no bare weights.
    case notBareWeights(String)
    case keras(String)
    /// Random values for a file, which has its own.
    case randomFile(String)
    /// Random values for an architecture of which the layers follow from its weights.
    case needsWeights(String)
    /// No class scores, or none that a layer with weights puts out.
    case noHead(String)

    public static let examples: [TrainableNetworkError] = [
        .notBareWeights("model.onnx"), .keras("keras-vgg16"), .randomFile("a.pth"),
        .needsWeights("resnet"), .noHead("VGG-16"),
    ]

    public var kind: RefusalKind {
        switch self {
        case .randomFile, .needsWeights: .usage
        case .notBareWeights, .keras, .noHead: .unavailable
        }
    }

    public var words: Words {
        switch self {
        case .notBareWeights(let path):
            "\(path) is no file of bare weights (.pth, .safetensors), so the network in it cannot be trained here."
        case .keras(let name):
            "\(name) has Keras's layers, which cannot be trained here; networks under PyTorch's names can."
        case .randomFile(let path):
            "\(path) has weights of its own; random ones are for a network that is named, such as resnet18."
        case .needsWeights(let name):
            "The layers of \(name) follow from its weights, so it cannot begin with random ones; name a file, or a network such as resnet18."
        case .noHead(let title):
            "\(title) has no last layer with weights that puts out class scores, so it cannot be trained here."
        }
    }
}
