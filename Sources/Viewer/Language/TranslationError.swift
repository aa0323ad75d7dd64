/// Why the window's words in a language cannot be used.
enum TranslationError: Error, Equatable, CustomStringConvertible {
    /// Not an object of texts in JSON.
    case notTexts(String)
    /// Placeholders side by side, one of them twice, or one in the translation that its English has not.
    case placeholders(String, english: String)
    /// Other than one class name for each English one.
    case classCount(String, expected: Int, found: Int)

    var description: String {
        switch self {
        case .notTexts(let path):
            "\(path) is not a list of translations in JSON, so the window stays English; install Glassbox again."
        case .placeholders(let path, let english):
            "\(path) has placeholders that do not fit at “\(english)”, so the window stays English; install Glassbox again."
        case .classCount(let path, let expected, let found):
            "\(path) has \(found) class names and the English list \(expected), so the window stays English; install Glassbox again."
        }
    }
}
