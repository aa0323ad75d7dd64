import Words

/// Why a layer has no output that reads one without an output: a clause.
public enum UncomputedInput: Refusal, Equatable {
    case layer(String)
    /// One of those before it.
    case someLayer

    public var kind: RefusalKind { .unavailable }

    public static let examples: [UncomputedInput] = [.layer("loop"), .someLayer]

    public var words: Words {
        switch self {
        case .layer(let name): "it comes after \(name), which is not computed"
        case .someLayer: "it comes after a layer that is not computed"
        }
    }
}
