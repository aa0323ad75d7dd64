/// A language of the window.
public enum Language: String, Sendable, CaseIterable {
    case english, korean

    /// The language that the locale asks for: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set counts
    /// (POSIX.1-2024, 8.2); English for all that the window does not speak.
    public init(environment: [String: String]) {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }
            .first { !$0.isEmpty }
        let code = locale?.prefix { $0.isLetter }.lowercased() ?? ""
        self = Language(code: code) ?? .english
    }

    init?(code: String) {
        guard let language = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = language
    }

    /// As in ISO 639-1.
    var code: String {
        switch self {
        case .english: "en"
        case .korean: "ko"
        }
    }

    /// What it calls itself.
    var title: String {
        switch self {
        case .english: "English"
        case .korean: "한국어"
        }
    }

    /// The one to switch to.
    var other: Language { self == .english ? .korean : .english }
}
