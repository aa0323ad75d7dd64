import Explanations

/// What can be taken out of the window.
enum Export: Hashable, Sendable, CaseIterable {
    /// The result's pictures as PNG, or as a figure in SVG, PDF or HTML.
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
    /// The film as an animated GIF.
    case film
    /// The film's frames beside each other as PNG.
    case filmSheet
    /// The frame of a video or camera that is shown, as PNG.
    case frame
    /// The network that was trained here as safetensors.
    case network

    /// Of the file's name; nil for what is no file.
    var ending: String? {
        switch self {
        case .result, .window, .filmSheet, .frame: "png"
        case .array: "npy"
        case .film: "gif"
        case .network: "safetensors"
        case .parameters: "json"
        case .session: Session.ending
        case .commandLine: nil
        }
    }

    /// Whether a file's name may end so.
    func takes(_ ending: String) -> Bool {
        self == .result ? ExplanationFile(rawValue: ending) != nil : ending == self.ending
    }
}
