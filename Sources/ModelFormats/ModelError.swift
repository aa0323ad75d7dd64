import Words

/// Why a network or a part of it cannot be had.
public enum ModelError: Refusal, Equatable {
    case unknownModel(String, known: [String])
    case unknownLayer(String, model: String, nearest: [String])
    /// The architecture is known; its trained weights are not on this machine.
    case weightsNotHere(String)

    public static let examples: [ModelError] = [
        .unknownModel("vgg61", known: ["vgg16"]), .unknownModel("inception", known: ["vgg16"]),
        .unknownLayer("conv9", model: "vgg16", nearest: []),
        .unknownLayer("conv9", model: "vgg16", nearest: ["conv1"]), .weightsNotHere("vgg16"),
    ]

    public var kind: RefusalKind {
        switch self {
        case .weightsNotHere: .unavailable
        case .unknownModel, .unknownLayer: .usage
        }
    }

    public var words: Words {
        switch self {
        case .unknownModel(let name, let known):
            Self.unknownModel(name, nearest: NearestNames.of(name, in: known))
        case .unknownLayer(let name, let model, let nearest):
            nearest.isEmpty
                ? "\(model) has no layer called \(name); `glassbox layers --model \(model)` lists them."
                : "\(model) has no layer called \(name); the nearest are \(nearest.joined(separator: ", "))."
        case .weightsNotHere(let name):
            "The trained weights of \(name) are not on this machine; `glassbox models get \(name)` downloads them."
        }
    }

    private static func unknownModel(_ name: String, nearest: [String]) -> Words {
        nearest.isEmpty
            ? "There is no network called \(name); `glassbox models` lists those that there are."
            : "There is no network called \(name); the nearest are \(nearest.joined(separator: ", "))."
    }
}
