/// What can be taken out of the window.
enum Export: Hashable, Sendable, CaseIterable {
    /// The result's pictures as PNG.
    case result
    /// The whole window as PNG.
    case window
    /// What was computed, before any colouring, as NPY.
    case array
    /// The question and the answer's facts as JSON.
    case parameters
    /// The command line that makes the picture, to the clipboard.
    case commandLine
    /// Everything chosen, as a session file.
    case session

    /// Of the file's name; nil for what is no file.
    var ending: String? {
        switch self {
        case .result, .window: "png"
        case .array: "npy"
        case .parameters: "json"
        case .session: Session.ending
        case .commandLine: nil
        }
    }
}
