/// The JSON table of a safetensors file, read strictly and in one pass.
///
/// It is not read as a `JSONValue`: Foundation keeps one of two entries with the same name and says nothing, takes JSON5's
/// freedoms, and reads a fraction of zero as a whole number.
struct SafeTensorsHeader {
    struct Entry {
        let name: String
        let type: String
        let shape: [Int]
        let offsets: [Int]
    }

    enum Failure: Error, Equatable {
        case notJSON
        case duplicate(String)
        case badEntry(String)
    }

    private(set) var entries: [Entry] = []
    private(set) var metadata: [String: String] = [:]

    private static let metadataName = "__metadata__"
    private static let depthLimit = 16

    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    /// - Throws: ``Failure``.
    init(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
        self.bytes = bytes
        var names: Set<String> = []
        try members { (self, name) throws(Failure) in
            guard names.insert(name).inserted else { throw .duplicate(name) }
            if name == Self.metadataName {
                try self.readMetadata()
            } else {
                try self.readEntry(name)
            }
        }
        skipSpace()
        guard position == bytes.count else { throw .notJSON }
    }

    private mutating func readMetadata() throws(Failure) {
        guard peek() == UInt8(ascii: "{") else { throw .badEntry(Self.metadataName) }
        try members { (self, key) throws(Failure) in
            guard self.peek() == UInt8(ascii: "\"") else { throw .badEntry(Self.metadataName) }
            guard self.metadata.updateValue(try self.string(), forKey: key) == nil else {
                throw .duplicate(key)
            }
        }
    }

    private mutating func readEntry(_ name: String) throws(Failure) {
        guard peek() == UInt8(ascii: "{") else { throw .badEntry(name) }
        var type: String?
        var shape: [Int]?
        var offsets: [Int]?
        var fields: Set<String> = []
        try members { (self, field) throws(Failure) in
            guard fields.insert(field).inserted else { throw .badEntry(name) }
            switch field {
            case "dtype":
                guard self.peek() == UInt8(ascii: "\"") else { throw .badEntry(name) }
                type = try self.string()
            case "shape": shape = try self.integers(of: name)
            case "data_offsets": offsets = try self.integers(of: name)
            default: try self.skipValue(depth: 0)
            }
        }
        guard let type, let shape, let offsets else { throw .badEntry(name) }
        entries.append(Entry(name: name, type: type, shape: shape, offsets: offsets))
    }

    // MARK: JSON (RFC 8259)

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            position += 1
        }
    }

    private mutating func accept(_ character: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(Failure) {
        skipSpace()
        guard accept(character) else { throw .notJSON }
    }

    /// Reads an object; `body` reads each value.
    private mutating func members(
        _ body: (inout SafeTensorsHeader, String) throws(Failure) -> Void
    ) throws(Failure) {
        try expect("{")
        skipSpace()
        if accept("}") { return }
        repeat {
            skipSpace()
            let name = try string()
            try expect(":")
            skipSpace()
            try body(&self, name)
            skipSpace()
        } while accept(",")
        guard accept("}") else { throw .notJSON }
    }

    /// An array of numbers that are neither negative nor broken nor beyond 63 bits.
    private mutating func integers(of name: String) throws(Failure) -> [Int] {
        guard accept("[") else { throw .badEntry(name) }
        var integers: [Int] = []
        skipSpace()
        if accept("]") { return integers }
        repeat {
            skipSpace()
            let start = position
            var value = 0
            while let byte = peek(), byte >= 0x30, byte <= 0x39 {
                let (product, overflow) = value.multipliedReportingOverflow(by: 10)
                let (sum, sumOverflow) = product.addingReportingOverflow(Int(byte) - 0x30)
                guard !overflow, !sumOverflow else { throw .badEntry(name) }
                value = sum
                position += 1
            }
            guard position > start, integers.count < 64 else { throw .badEntry(name) }
            integers.append(value)
            skipSpace()
        } while accept(",")
        guard accept("]") else { throw .badEntry(name) }
        return integers
    }

    private mutating func string() throws(Failure) -> String {
        guard accept("\"") else { throw .notJSON }
        let start = position
        var isPlain = true
        while let byte = peek(), byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw .notJSON }
            if byte == UInt8(ascii: "\\") {
                isPlain = false
                position += 1
            }
            position += 1
        }
        guard peek() != nil else { throw .notJSON }
        let text = UnsafeRawBufferPointer(rebasing: bytes[start..<position])
        position += 1
        guard let string = isPlain ? String(validating: text, as: UTF8.self) : Self.unescaped(text) else {
            throw .notJSON
        }
        return string
    }

    private static func unescaped(_ text: UnsafeRawBufferPointer) -> String? {
        var units: [UInt16] = []
        var rest = text[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                let start = rest.startIndex - 1
                while let next = rest.first, next != UInt8(ascii: "\\") { _ = rest.popFirst() }
                let part = UnsafeRawBufferPointer(rebasing: text[start..<rest.startIndex])
                guard let plain = String(validating: part, as: UTF8.self) else { return nil }
                units += plain.utf16
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "u"):
                guard rest.count >= 4,
                    let unit = UInt16(String(decoding: rest.prefix(4), as: UTF8.self), radix: 16)
                else { return nil }
                units.append(unit)
                rest = rest.dropFirst(4)
            case UInt8(ascii: "n"): units.append(0x0A)
            case UInt8(ascii: "t"): units.append(0x09)
            case UInt8(ascii: "r"): units.append(0x0D)
            case UInt8(ascii: "b"): units.append(0x08)
            case UInt8(ascii: "f"): units.append(0x0C)
            case let other? where [0x22, 0x2F, 0x5C].contains(other): units.append(UInt16(other))
            default: return nil
            }
        }
        return String(validating: units, as: UTF16.self)
    }

    private mutating func skipValue(depth: Int) throws(Failure) {
        guard depth < Self.depthLimit else { throw .notJSON }
        skipSpace()
        switch peek() {
        case UInt8(ascii: "{"):
            try members { (self, _) throws(Failure) in try self.skipValue(depth: depth + 1) }
        case UInt8(ascii: "["):
            position += 1
            skipSpace()
            if accept("]") { return }
            repeat {
                try skipValue(depth: depth + 1)
                skipSpace()
            } while accept(",")
            guard accept("]") else { throw .notJSON }
        case UInt8(ascii: "\""): _ = try string()
        default:
            let start = position
            while let byte = peek(), "+-.0123456789Eaeflnrstu".utf8.contains(byte) { position += 1 }
            guard position > start else { throw .notJSON }
        }
    }
}
