import Words

/// A list to choose from by typing a part of a name.
struct Picker: Equatable, Sendable {
    struct Row: Equatable, Sendable {
        let title: Words
        /// Beside the title.
        let detail: Words
        /// What it is found by: its texts in English and in the person's language.
        let names: String
        /// The class's index or the layer's id.
        let target: Int
    }

    let rows: [Row]
    /// What the query stands for besides, before all matches.
    private(set) var extra: Row?
    /// Those that have all words of the query.
    private(set) var matches: [Row]
    private(set) var highlighted: Int
    private(set) var query = ""
    /// The longest query that is taken.
    private static let longestQuery = 60

    /// - Parameter target: the row to begin at.
    init(rows: [Row], at target: Int?) {
        self.rows = rows
        matches = rows
        highlighted = rows.firstIndex { $0.target == target } ?? 0
    }

    /// The row that Enter chooses.
    var choice: Row? { matches.indices.contains(highlighted) ? matches[highlighted] : nil }

    mutating func type(_ text: String) { search(String((query + text).prefix(Self.longestQuery))) }

    mutating func deleteBackwards() { search(String(query.dropLast())) }

    private mutating func search(_ text: String) {
        query = text
        let words = text.lowercased().split(separator: " ")
        matches = rows.filter { row in
            let names = row.names.lowercased()
            return words.allSatisfy { names.contains($0) }
        }
        highlighted = 0
    }

    /// Puts a row before the matches, or none.
    mutating func offer(_ row: Row?) {
        extra = row
        if let row { matches.insert(row, at: 0) }
        highlighted = 0
    }

    mutating func go(to row: Int) { highlighted = row }

    mutating func step(by distance: Int) {
        highlighted = min(max(highlighted + distance, 0), max(matches.count - 1, 0))
    }

    /// The rows to show where there is room for so many: the highlighted one is among them.
    func visible(_ room: Int) -> Range<Int> {
        let start = min(max(highlighted - room / 2, 0), max(matches.count - room, 0))
        return start..<min(start + room, matches.count)
    }
}
