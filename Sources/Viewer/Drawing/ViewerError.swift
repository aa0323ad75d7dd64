import Words

/// Why there is no window.
public enum ViewerError: Refusal, Equatable {
    /// There is no screen to open a window on.
    case noDisplay
    /// SDL cannot draw, for the reason it names.
    case drawing(String)

    public var kind: RefusalKind { .unavailable }

    public var words: Words {
        switch self {
        case .noDisplay: "There is no display to open a window on; use --screenshot to draw it to a file."
        case .drawing(let reason): "The window cannot be drawn: \(reason)."
        }
    }

    public static let examples: [ViewerError] = [.noDisplay, .drawing("no renderer")]
}
