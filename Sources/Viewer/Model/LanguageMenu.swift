import Words

/// The languages to choose from.
struct LanguageMenu: Sendable {
    /// The present one alone until the others are found.
    private(set) var languages: [Language]
    /// The row that Enter chooses.
    private(set) var highlighted = 0

    init(current: Language) { languages = [current] }

    /// Takes in what was found; the highlight stays with its language.
    mutating func receive(_ found: [Language]) {
        let code = languages[highlighted].code
        languages = found.isEmpty ? languages : found
        highlighted = languages.firstIndex { $0.code == code } ?? 0
    }

    /// Goes to another row, not beyond the ends.
    mutating func step(by distance: Int) {
        highlighted = min(max(highlighted + distance, 0), languages.count - 1)
    }
}
