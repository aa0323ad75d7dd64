extension KerasValue {
    /// Nested lists and records at most.
    private static let depthLimit = 200

    /// Parses a whole JSON text.
    ///
    /// - Returns: nil where it is none, or is nested too deeply.
    init?(parsing text: some Collection<UInt8>) {
        let value = text.withContiguousStorageIfAvailable { bytes -> KerasValue? in
            var parser = Parser(bytes: bytes)
            guard let value = parser.value(depth: 0) else { return nil }
            parser.skipSpace()
            return parser.isAtEnd ? value : nil
        }
        guard let value = value ?? Array(text).withUnsafeBufferPointer({ KerasValue(parsing: $0) }) else {
            return nil
        }
        self = value
    }

    private struct Parser {
        let bytes: UnsafeBufferPointer<UInt8>
        var position = 0

        var isAtEnd: Bool { position == bytes.count }
        private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

        mutating func skipSpace() {
            while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
                position += 1
            }
        }

        mutating func value(depth: Int) -> KerasValue? {
            skipSpace()
            switch next {
            case UInt8(ascii: "{"): return record(depth: depth)
            case UInt8(ascii: "["): return list(depth: depth)
            case UInt8(ascii: "\""): return text().map { .text($0) }
            case UInt8(ascii: "t"): return word("true", .bool(true))
            case UInt8(ascii: "f"): return word("false", .bool(false))
            case UInt8(ascii: "n"): return word("null", .null)
            case UInt8(ascii: "N"): return word("NaN", .number(.nan))
            case UInt8(ascii: "I"): return word("Infinity", .number(.infinity))
            default:
                return next == UInt8(ascii: "-") && position + 1 < bytes.count
                    && bytes[position + 1] == UInt8(ascii: "I")
                    ? word("-Infinity", .number(-.infinity)) : number()
            }
        }

        private mutating func word(_ word: String, _ value: KerasValue) -> KerasValue? {
            guard bytes[position...].starts(with: word.utf8) else { return nil }
            position += word.utf8.count
            return value
        }

        private mutating func take(_ byte: Character) -> Bool {
            skipSpace()
            guard next == byte.asciiValue else { return false }
            position += 1
            return true
        }

        private mutating func record(depth: Int) -> KerasValue? {
            position += 1
            guard depth < KerasValue.depthLimit else { return nil }
            var record: [String: KerasValue] = [:]
            if take("}") { return .record(record) }
            repeat {
                skipSpace()
                guard next == UInt8(ascii: "\""), let key = text(), take(":"),
                    let value = value(depth: depth + 1)
                else { return nil }
                record[key] = value
            } while take(",")
            return take("}") ? .record(record) : nil
        }

        private mutating func list(depth: Int) -> KerasValue? {
            position += 1
            guard depth < KerasValue.depthLimit else { return nil }
            var list: [KerasValue] = []
            if take("]") { return .list(list) }
            repeat {
                guard let value = value(depth: depth + 1) else { return nil }
                list.append(value)
            } while take(",")
            return take("]") ? .list(list) : nil
        }

        private mutating func number() -> KerasValue? {
            let start = position
            while let byte = next, "+-.0123456789eE".utf8.contains(byte) { position += 1 }
            let text = String(decoding: bytes[start..<position], as: UTF8.self)
            if let integer = Int(text) { return .integer(integer) }
            return Double(text).map { .number($0) }
        }

        private mutating func text() -> String? {
            position += 1
            var units: [UInt8] = []
            while let byte = next {
                position += 1
                switch byte {
                case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard let character = escaped() else { return nil }
                    units.append(contentsOf: character.utf8)
                default: units.append(byte)
                }
            }
            return nil
        }

        private mutating func escaped() -> String? {
            guard let byte = next else { return nil }
            position += 1
            switch byte {
            case UInt8(ascii: "n"): return "\n"
            case UInt8(ascii: "t"): return "\t"
            case UInt8(ascii: "r"): return "\r"
            case UInt8(ascii: "b"): return "\u{8}"
            case UInt8(ascii: "f"): return "\u{C}"
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
                return String(UnicodeScalar(byte))
            case UInt8(ascii: "u"):
                guard let first = hexadecimal() else { return nil }
                guard (0xD800..<0xDC00).contains(first) else {
                    return UnicodeScalar(first).map(String.init) ?? "\u{FFFD}"
                }
                guard bytes[position...].starts(with: "\\u".utf8) else { return "\u{FFFD}" }
                position += 2
                guard let second = hexadecimal() else { return nil }
                return String(decoding: [UInt16(first), UInt16(second)], as: UTF16.self)
            default: return nil
            }
        }

        private mutating func hexadecimal() -> UInt32? {
            guard bytes.count - position >= 4 else { return nil }
            defer { position += 4 }
            return UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        }
    }
}
