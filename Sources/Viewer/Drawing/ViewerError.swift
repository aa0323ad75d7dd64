/// Why there is no window.
public enum ViewerError: Error, Equatable, CustomStringConvertible {
    /// There is no screen to open a window on.
    case noDisplay
    /// SDL cannot draw, for the reason it names.
    case drawing(String)

    public var description: String {
        switch self {
        case .noDisplay: "There is no display to open a window on; use --screenshot to draw it to a file."
        case .drawing(let reason): "The window cannot be drawn: \(reason)."
        }
    }
}
