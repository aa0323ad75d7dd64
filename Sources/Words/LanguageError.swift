/// Why the texts of a language cannot be used.
public enum LanguageError: Refusal, Equatable {
    /// Not a title and an object of texts in JSON.
    case notTexts(String)
    /// The translation has other placeholders than its English.
    case placeholders(String, english: String)
    /// Other than one class name for each English one.
    case classCount(String, expected: Int, found: Int)

    public var kind: RefusalKind { .badData }

    public var words: Words {
        switch self {
        case .notTexts(let path):
            "\(path) is not a list of translations in JSON, so the window stays English; install Glassbox again."
        case .placeholders(let path, let english):
            "\(path) has placeholders that do not fit at “\(english)”, so the window stays English; install Glassbox again."
        case .classCount(let path, let expected, let found):
            "\(path) has \(found) class names and the English list \(expected), so the window stays English; install Glassbox again."
        }
    }

    public static let examples: [LanguageError] = [
        .notTexts("ko.json"), .placeholders("ko.json", english: "Open"),
        .classCount("imagenet-ko.txt", expected: 2, found: 1),
    ]
}
