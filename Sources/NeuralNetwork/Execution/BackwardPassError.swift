import Words

/// Why a pass back has no gradient for a layer.
public enum BackwardPassError: Refusal, Equatable {
    /// It went on to the layers below and kept nothing.
    case dropped(layer: String)

    public var kind: RefusalKind { .internal }

    public var words: Words {
        switch self {
        case .dropped(let layer):
            "The gradient at the layer \(layer) was not kept; layers are asked for from the top down."
        }
    }

    public static let examples: [BackwardPassError] = [.dropped(layer: "conv1")]
}
