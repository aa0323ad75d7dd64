/// JSON, and the Python dictionaries of `.npy` headers, by their tokens.
struct JSONStructure: Structure {
    private enum Kind { case text, number, word, open, close }

    private struct Token {
        let kind: Kind
        let range: Range<Int>
    }

    func mutated(_ bytes: [UInt8], donor: [UInt8], _ chance: inout Chance) -> [UInt8]? {
        let tokens = Self.tokens(bytes)
        let values = tokens.indices.filter { tokens[$0].kind != .close }
        guard !values.isEmpty else { return nil }
        var bytes = bytes
        // Numbers and texts more often than whole records.
        let place =
            chance.isTrue(percent: 50)
            ? values.filter { tokens[$0].kind == .number }.randomElement(&chance) ?? chance.one(of: values)
            : chance.one(of: values)
        let range = Self.value(at: place, tokens)
        switch chance.below(10) {
        case 0: bytes.removeSubrange(Self.withComma(range, bytes))
        case 1: bytes.insert(contentsOf: Array(bytes[range]) + [0x2C], at: range.lowerBound)
        case 2:
            let other = Self.value(at: chance.one(of: values), tokens)
            bytes.replaceSubrange(range, with: Array(bytes[other]))
        case 3:
            let theirs = Self.tokens(donor)
            let candidates = theirs.indices.filter { theirs[$0].kind != .close }
            guard let other = candidates.randomElement(&chance) else { return nil }
            bytes.replaceSubrange(range, with: Array(donor[Self.value(at: other, theirs)]))
        case 4:
            let depth = chance.one(of: [1, 3, 100, 3000])
            let value = Array(bytes[range])
            bytes.replaceSubrange(
                range,
                with: [UInt8](repeating: 0x5B, count: depth) + value + [UInt8](repeating: 0x5D, count: depth))
        case 5: bytes.replaceSubrange(range, with: Array(chance.one(of: Self.words).utf8))
        default:
            let token = tokens[place]
            if token.kind == .text, chance.isTrue(percent: 70) {
                var text = Array(bytes[token.range].dropFirst().dropLast())
                ByteStructure.change(&text, donor: donor, &chance)
                text.removeAll { $0 == bytes[token.range.lowerBound] }
                bytes.replaceSubrange(token.range.dropFirst().dropLast(), with: text)
            } else {
                let text =
                    chance.isTrue(percent: 60)
                    ? "\(Int64(bitPattern: chance.edge()))" : chance.one(of: Self.numbers)
                bytes.replaceSubrange(range, with: Array(text.utf8))
            }
        }
        return bytes
    }

    private static let words = [
        "null", "true", "false", "[]", "{}", "\"\"", "{\"a\":1}", "[1,2,3]", "\"\\u0000\"", "\"\\ud800\"",
        "\"../../../etc/passwd\"", "\"/\"", "\"\\u202e\\u001b[2J\"",
    ]
    private static let numbers = [
        "0", "-0", "-1", "1", "1.5", "1e400", "-1e400", "1e-400", "1e18", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "18446744073709551616", "4294967296", "2147483648",
        "0.0",
        "100000", "1000000000", "NaN", "Infinity",
    ]

    /// The value that starts with a token.
    private static func value(at place: Int, _ tokens: [Token]) -> Range<Int> {
        guard tokens[place].kind == .open else { return tokens[place].range }
        var depth = 0
        for token in tokens[place...] {
            if token.kind == .open { depth += 1 }
            if token.kind == .close { depth -= 1 }
            if depth == 0 { return tokens[place].range.lowerBound..<token.range.upperBound }
        }
        return tokens[place].range
    }

    /// A value with the comma behind it.
    private static func withComma(_ range: Range<Int>, _ bytes: [UInt8]) -> Range<Int> {
        var end = range.upperBound
        while end < bytes.count, [0x20, 0x0A].contains(bytes[end]) { end += 1 }
        return end < bytes.count && bytes[end] == 0x2C ? range.lowerBound..<end + 1 : range
    }

    private static func tokens(_ bytes: [UInt8]) -> [Token] {
        var tokens: [Token] = []
        var place = 0
        while place < bytes.count {
            let start = place
            let byte = bytes[place]
            place += 1
            switch byte {
            case 0x22, 0x27:
                while place < bytes.count, bytes[place] != byte { place += bytes[place] == 0x5C ? 2 : 1 }
                place = min(place + 1, bytes.count)
                tokens.append(Token(kind: .text, range: start..<place))
            case 0x5B, 0x7B, 0x28: tokens.append(Token(kind: .open, range: start..<place))
            case 0x5D, 0x7D, 0x29: tokens.append(Token(kind: .close, range: start..<place))
            case 0x2D, 0x30...0x39:
                while place < bytes.count, "0123456789+-.eE".utf8.contains(bytes[place]) { place += 1 }
                tokens.append(Token(kind: .number, range: start..<place))
            case 0x41...0x5A, 0x61...0x7A:
                while place < bytes.count, (0x41...0x7A).contains(bytes[place]) { place += 1 }
                tokens.append(Token(kind: .word, range: start..<place))
            default: break
            }
        }
        return tokens
    }
}

extension RandomAccessCollection {
    func randomElement(_ chance: inout Chance) -> Element? { isEmpty ? nil : chance.one(of: self) }
}
