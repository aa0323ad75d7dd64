import Words

/// Why a folder with a `config.json` does not become a network.
public struct HuggingFaceError: ModelFileError, Equatable {
    public enum Problem: Sendable, Equatable {
        case noWeights
        case index
    }

    public let path: String
    public let problem: Problem

    public static let examples: [HuggingFaceError] = [
        HuggingFaceError(path: "vit", problem: .noWeights), HuggingFaceError(path: "vit", problem: .index),
    ]

    public var words: Words {
        switch problem {
        case .noWeights:
            "\(path) has a config.json and no weights beside it; model.safetensors or pytorch_model.bin belongs there."
        case .index: "\(path) has an index of weights that names no files in it."
        }
    }
}
