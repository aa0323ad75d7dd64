/// An English text with varying parts and its translation.
///
/// A key holds `{1}`, `{2}` … for any text and `{1#}` for a number; the value holds `{1}` for the same text as it
/// stands and `{1*}` for its own translation.
struct TranslationPattern: Sendable {
    private struct Placeholder: Sendable, Equatable {
        let number: Int
        /// `#` in a key, `*` in a value.
        let isMarked: Bool
    }

    private enum Piece: Sendable, Equatable {
        case literal(String)
        case placeholder(Placeholder)
    }

    /// Around the placeholders: one more than there are of them.
    private let literals: [[UInt8]]
    private let placeholders: [Placeholder]
    private let value: [Piece]
    private let english: String
    /// Bytes that a text must have in common with the key.
    private let weight: Int

    /// The first byte of every text that it fits; nil for a pattern that begins with a placeholder.
    var firstByte: UInt8? { literals[0].first }

    /// Attempts for one text, against patterns and texts that would take for ever.
    private static let stepLimit = 20_000

    /// - Returns: nil where the key has no placeholder or the placeholders of key and value do not fit.
    init?(english: String, translation: String) {
        let pieces = Self.pieces(english, mark: "#")
        var literals: [[UInt8]] = [[]]
        var placeholders: [Placeholder] = []
        for piece in pieces {
            switch piece {
            case .literal(let text): literals[literals.count - 1] += Array(text.utf8)
            case .placeholder(let placeholder):
                if let previous = literals.last, !placeholders.isEmpty, previous.isEmpty { return nil }
                placeholders.append(placeholder)
                literals.append([])
            }
        }
        value = Self.pieces(translation, mark: "*")
        let numbers = placeholders.map(\.number)
        let used = Set(
            value.compactMap { if case .placeholder(let found) = $0 { found.number } else { nil } })
        guard !numbers.isEmpty, Set(numbers).count == numbers.count, used == Set(numbers) else { return nil }
        self.english = english
        self.literals = literals
        self.placeholders = placeholders
        weight = literals.reduce(0) { $0 + $1.count }
        guard weight > 0 else { return nil }
    }

    /// Whether it says more about a text that both fit.
    func isBetter(than other: TranslationPattern) -> Bool {
        weight == other.weight ? english < other.english : weight > other.weight
    }

    /// Whether a key is a pattern.
    static func isPattern(_ english: String) -> Bool {
        pieces(english, mark: "#").contains { if case .placeholder = $0 { true } else { false } }
    }

    /// The text in the other language, or nil where the pattern does not fit it.
    ///
    /// - Parameter translate: for the parts that are translated in their turn.
    func translation(of text: [UInt8], translate: (String) -> String) -> String? {
        guard text.count > weight, text.starts(with: literals[0]),
            text.reversed().starts(with: literals.last!.reversed())
        else { return nil }
        var steps = Self.stepLimit
        guard let captures = match(text, from: literals[0].count, placeholder: 0, &steps) else { return nil }
        return value.map { piece in
            switch piece {
            case .literal(let literal): literal
            case .placeholder(let placeholder):
                captures[placeholder.number].map { placeholder.isMarked ? translate($0) : $0 } ?? ""
            }
        }.joined()
    }

    /// What stands for the placeholders from the given one on, none of it empty.
    private func match(
        _ text: [UInt8], from start: Int, placeholder index: Int, _ steps: inout Int
    ) -> [Int: String]? {
        let literal = literals[index + 1]
        let isLast = index == placeholders.count - 1
        var end = isLast ? text.count - literal.count : start + 1
        guard end > start else { return nil }
        while end + literal.count <= text.count {
            steps -= 1
            guard steps > 0 else { return nil }
            if text[end..<end + literal.count].elementsEqual(literal) {
                let found = String(decoding: text[start..<end], as: UTF8.self)
                if !placeholders[index].isMarked || Self.isNumber(found) {
                    if isLast { return [placeholders[index].number: found] }
                    if let rest = match(text, from: end + literal.count, placeholder: index + 1, &steps) {
                        return rest.merging([placeholders[index].number: found]) { first, _ in first }
                    }
                }
            }
            end += 1
        }
        return nil
    }

    private static func isNumber(_ text: String) -> Bool {
        text.contains { $0.isNumber } && text.allSatisfy { $0.isNumber || ".,-−+e\u{202F}×".contains($0) }
    }

    /// The parts of a key or value; braces that hold no number stand for themselves.
    private static func pieces(_ text: String, mark: Character) -> [Piece] {
        var pieces: [Piece] = []
        var literal = ""
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{") {
            let digits = rest[rest.index(after: open)...].prefix { $0.isASCII && $0.isNumber }
            var end = digits.endIndex
            let isMarked = end < rest.endIndex && rest[end] == mark
            if isMarked { end = rest.index(after: end) }
            if let number = Int(digits), end < rest.endIndex, rest[end] == "}" {
                literal += rest[..<open]
                if !literal.isEmpty { pieces.append(.literal(literal)) }
                literal = ""
                pieces.append(.placeholder(Placeholder(number: number, isMarked: isMarked)))
                rest = rest[rest.index(after: end)...]
            } else {
                literal += rest[...open]
                rest = rest[rest.index(after: open)...]
            }
        }
        literal += rest
        return literal.isEmpty ? pieces : pieces + [.literal(literal)]
    }
}
