/// Reads a JSON text (RFC 8259) in UTF-8, and beyond that `NaN`, `Infinity` and `-Infinity`, which Python writes.
///
/// Foundation's decoder ends the program at bytes that are no UTF-8 outside texts, and at exponents of many digits, so that
/// no text of a stranger may reach it.
struct JSONReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0

    /// The text is no JSON.
    private struct Damage: Error {}

    /// - Returns: nil where the text is none, or is nested more than ``JSONValue/depthLimit`` deep.
    static func value(of text: UnsafeBufferPointer<UInt8>) -> JSONValue? {
        var reader = JSONReader(bytes: text)
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        if text.starts(with: mark) { reader.place = mark.count }
        guard let value = try? reader.value(depth: 0) else { return nil }
        reader.skipSpace()
        return reader.place == text.count ? value : nil
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        place += 1
        return true
    }

    private mutating func take(_ word: StaticString) -> Bool {
        guard
            bytes[place...].starts(
                with: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        else { return false }
        place += word.utf8CodeUnitCount
        return true
    }

    private mutating func value(depth: Int) throws(Damage) -> JSONValue {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return .record(try record(depth: depth + 1))
        case UInt8(ascii: "["): return .list(try list(depth: depth + 1))
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t") where take("true"): return true
        case UInt8(ascii: "f") where take("false"): return false
        case UInt8(ascii: "n") where take("null"): return .null
        case UInt8(ascii: "N") where take("NaN"): return .number(.nan)
        case UInt8(ascii: "I") where take("Infinity"): return .number(.infinity)
        case UInt8(ascii: "-") where take("-Infinity"): return .number(-.infinity)
        default: return try number()
        }
    }

    private mutating func record(depth: Int) throws(Damage) -> [String: JSONValue] {
        guard depth <= JSONValue.depthLimit else { throw Damage() }
        place += 1
        var record: [String: JSONValue] = [:]
        skipSpace()
        if take(UInt8(ascii: "}")) { return record }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw Damage() }
            let key = try text()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw Damage() }
            record[key] = try value(depth: depth)
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw Damage() }
        return record
    }

    private mutating func list(depth: Int) throws(Damage) -> [JSONValue] {
        guard depth <= JSONValue.depthLimit else { throw Damage() }
        place += 1
        var list: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return list }
        repeat {
            list.append(try value(depth: depth))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw Damage() }
        return list
    }

    private mutating func text() throws(Damage) -> String {
        place += 1
        let start = place
        while let byte = next, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
            place += 1
        }
        if next == UInt8(ascii: "\"") {
            // Most texts have no escapes.
            defer { place += 1 }
            return try checked(bytes[start..<place])
        }
        var unescaped = Array(bytes[start..<place])
        while let byte = next, byte >= 0x20 {
            place += 1
            switch byte {
            case UInt8(ascii: "\""): return try checked(unescaped[...])
            case UInt8(ascii: "\\"): unescaped += try escape()
            default: unescaped.append(byte)
            }
        }
        throw Damage()
    }

    private func checked(_ bytes: some Sequence<UInt8>) throws(Damage) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Damage() }
        return text
    }

    private mutating func escape() throws(Damage) -> [UInt8] {
        guard let byte = next else { throw Damage() }
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            var code = UInt32(try codeUnit())
            if (0xD800..<0xDC00).contains(code) {
                guard take("\\u") else { throw Damage() }
                let low = UInt32(try codeUnit())
                guard (0xDC00..<0xE000).contains(low) else { throw Damage() }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw Damage() }
            return Array(String(Character(scalar)).utf8)
        default: throw Damage()
        }
    }

    private mutating func codeUnit() throws(Damage) -> UInt16 {
        guard place <= bytes.count - 4,
            let unit = UInt16(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16),
            bytes[place] != UInt8(ascii: "+"), bytes[place] != UInt8(ascii: "-")
        else { throw Damage() }
        place += 4
        return unit
    }

    private mutating func number() throws(Damage) -> JSONValue {
        let start = place
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        var isWhole = true
        if take(UInt8(ascii: ".")) {
            isWhole = false
            try digits()
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isWhole = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        if isWhole, let integer = Int(text) { return .integer(integer) }
        if isWhole, let integer = UInt64(text) { return .unsigned(integer) }
        guard let number = Double(text), number.isFinite else { throw Damage() }
        return .number(number)
    }

    private mutating func digits() throws(Damage) {
        let start = place
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { place += 1 }
        guard place > start else { throw Damage() }
    }
}
