/// Protocol Buffers' wire format (https://protobuf.dev/programming-guides/encoding), without knowing the messages: what reads as a
/// message is one.
struct ProtobufStructure: Structure {
    private struct Field {
        var number: UInt64
        var value: Value
    }

    private enum Value {
        case varint(UInt64)
        /// 4 or 8 bytes.
        case fixed([UInt8])
        case bytes([UInt8])
    }

    private static let depthLimit = 12

    func mutated(_ bytes: [UInt8], donor: [UInt8], _ chance: inout Chance) -> [UInt8]? {
        guard var fields = Self.fields(bytes) else { return nil }
        change(&fields, donor: donor, depth: 0, &chance)
        return Self.bytes(of: fields)
    }

    private func change(_ fields: inout [Field], donor: [UInt8], depth: Int, _ chance: inout Chance) {
        let place = chance.below(fields.count)
        if case .bytes(let bytes) = fields[place].value, depth < Self.depthLimit, !Self.isText(bytes),
            chance.isTrue(percent: 85), var inner = Self.fields(bytes)
        {
            change(&inner, donor: donor, depth: depth + 1, &chance)
            fields[place].value = .bytes(Self.bytes(of: inner))
            return
        }
        switch chance.below(10) {
        case 0: fields.remove(at: place)
        case 1: fields.insert(fields[place], at: chance.below(fields.count + 1))
        case 2: fields.swapAt(place, chance.below(fields.count))
        case 3: fields[place].value = chance.one(of: fields).value
        case 4: fields[place].number = UInt64(1 + chance.below(30))
        default: fields[place].value = changed(fields[place].value, donor: donor, &chance)
        }
    }

    private func changed(_ value: Value, donor: [UInt8], _ chance: inout Chance) -> Value {
        switch value {
        case .varint(let number):
            return .varint(
                chance.isTrue(percent: 50)
                    ? chance.edge() : number &+ UInt64(bitPattern: Int64(chance.below(9) - 4)))
        case .fixed(var bytes):
            ByteStructure.change(&bytes, donor: bytes, &chance)
            return .fixed(Array((bytes + [0, 0, 0, 0, 0, 0, 0, 0]).prefix(bytes.count > 4 ? 8 : 4)))
        case .bytes(let bytes):
            if Self.isText(bytes), chance.isTrue(percent: 70) {
                let texts = Self.texts(donor)
                return .bytes(texts.isEmpty ? [] : chance.one(of: texts))
            }
            if var numbers = Self.varints(bytes), chance.isTrue(percent: 60) {
                switch chance.below(4) {
                case 0: numbers.remove(at: chance.below(numbers.count))
                case 1: numbers.append(chance.edge())
                default: numbers[chance.below(numbers.count)] = chance.edge()
                }
                return .bytes(numbers.reduce(into: []) { Self.append($1, to: &$0) })
            }
            var bytes = bytes
            ByteStructure.change(&bytes, donor: donor, &chance)
            return .bytes(bytes)
        }
    }

    // MARK: The wire format

    private static func fields(_ bytes: [UInt8]) -> [Field]? {
        guard !bytes.isEmpty else { return nil }
        var fields: [Field] = []
        var place = 0
        while place < bytes.count {
            guard let key = varint(bytes, &place), (1...100_000).contains(key >> 3) else { return nil }
            let value: Value
            switch key & 7 {
            case 0:
                guard let number = varint(bytes, &place) else { return nil }
                value = .varint(number)
            case 1, 5:
                let width = key & 7 == 1 ? 8 : 4
                guard place <= bytes.count - width else { return nil }
                value = .fixed(Array(bytes[place..<place + width]))
                place += width
            case 2:
                guard let count = varint(bytes, &place), count <= UInt64(bytes.count - place) else {
                    return nil
                }
                value = .bytes(Array(bytes[place..<place + Int(count)]))
                place += Int(count)
            default: return nil
            }
            fields.append(Field(number: key >> 3, value: value))
        }
        return fields
    }

    private static func bytes(of fields: [Field]) -> [UInt8] {
        var bytes: [UInt8] = []
        for field in fields {
            switch field.value {
            case .varint(let number):
                append(field.number << 3, to: &bytes)
                append(number, to: &bytes)
            case .fixed(let value):
                append(field.number << 3 | (value.count == 8 ? 1 : 5), to: &bytes)
                bytes += value
            case .bytes(let value):
                append(field.number << 3 | 2, to: &bytes)
                append(UInt64(value.count), to: &bytes)
                bytes += value
            }
        }
        return bytes
    }

    private static func varint(_ bytes: [UInt8], _ place: inout Int) -> UInt64? {
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard place < bytes.count else { return nil }
            let byte = bytes[place]
            place += 1
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
        }
        return nil
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private static func varints(_ bytes: [UInt8]) -> [UInt64]? {
        guard !bytes.isEmpty, bytes.count <= 64 else { return nil }
        var numbers: [UInt64] = []
        var place = 0
        while place < bytes.count {
            guard let number = varint(bytes, &place) else { return nil }
            numbers.append(number)
        }
        return numbers
    }

    private static func isText(_ bytes: [UInt8]) -> Bool {
        !bytes.isEmpty && bytes.count < 200 && bytes.allSatisfy { (0x20..<0x7F).contains($0) }
    }

    /// Names of operators, tensors and attributes in a file.
    private static func texts(_ bytes: [UInt8], depth: Int = 0) -> [[UInt8]] {
        guard depth < depthLimit, let fields = fields(bytes) else { return [] }
        return fields.flatMap { field -> [[UInt8]] in
            guard case .bytes(let bytes) = field.value else { return [] }
            return isText(bytes) ? [bytes] : bytes.count > 1 << 16 ? [] : texts(bytes, depth: depth + 1)
        }
    }
}
