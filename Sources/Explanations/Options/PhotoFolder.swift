/// Where photos to compare with come from.
public enum PhotoFolder: Sendable, Equatable {
    /// Those that come with the program.
    case builtIn
    case path(String)

    private static let builtInText = "built-in"

    init(_ text: String) {
        self = text == Self.builtInText ? .builtIn : .path(text)
    }

    /// As it is written on the command line.
    var text: String {
        switch self {
        case .builtIn: Self.builtInText
        case .path(let path): path
        }
    }
}
