import Words

/// Why a drawing could not be made a file.
public enum FigureError: Refusal, Equatable {
    case pdf(reason: String)

    public var kind: RefusalKind { .unavailable }

    public static let examples: [FigureError] = [.pdf(reason: "out of memory")]

    public var words: Words {
        switch self {
        case .pdf(let reason): "The PDF could not be made: \(Words(verbatim: reason))."
        }
    }
}
