import Words

extension FindingTable.Cell {
    /// For people: shares and scores with three decimals.
    public func shown(in language: Language) -> String {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .number(let number): number.asValue
        case .words(let words): language(words)
        case .missing: "–"
        }
    }

    /// The same in English.
    public var shown: String { shown(in: .english) }

    /// Whether it is no number.
    public var isText: Bool {
        switch self {
        case .text, .words: true
        case .integer, .number, .missing: false
        }
    }

    static func isTrue(_ holds: Bool) -> FindingTable.Cell { .words(holds ? "yes" : "no") }
}
