/// How the bytes of a format hang together, so that a change of one part leaves the rest readable.
protocol Structure: Sendable {
    /// The bytes with one change.
    ///
    /// - Parameters:
    ///   - donor: another file of the same format, from which parts can be taken.
    /// - Returns: nil for bytes that have not this structure.
    func mutated(_ bytes: [UInt8], donor: [UInt8], _ chance: inout Chance) -> [UInt8]?
}

/// Bytes of which nothing is known, or whose first ones count most.
struct ByteStructure: Structure {
    /// How many of the first bytes are changed rather than others.
    var head = 0

    func mutated(_ bytes: [UInt8], donor: [UInt8], _ chance: inout Chance) -> [UInt8]? {
        var bytes = bytes
        if head > 0, chance.isTrue(percent: 70) {
            Self.writeEdge(to: &bytes, before: head, &chance)
        } else {
            Self.change(&bytes, donor: donor, &chance)
        }
        return bytes
    }

    static func change(_ bytes: inout [UInt8], donor: [UInt8], _ chance: inout Chance) {
        guard !bytes.isEmpty else {
            bytes = Array(donor[chance.range(in: donor.count)])
            return
        }
        let place = chance.below(bytes.count)
        switch chance.below(12) {
        case 0: bytes[place] ^= 1 << UInt8(chance.below(8))
        case 1: bytes[place] = UInt8(truncatingIfNeeded: chance.next())
        case 2: bytes[place] &+= UInt8(truncatingIfNeeded: chance.below(9) - 4)
        case 3, 4, 5: writeEdge(to: &bytes, before: bytes.count, &chance)
        case 6: bytes.removeSubrange(chance.range(in: bytes.count))
        case 7:
            let part = Array(bytes[chance.range(in: bytes.count)])
            bytes.insert(contentsOf: part, at: place)
        case 8: bytes.removeSubrange(place...)
        case 9:
            let range = chance.range(in: bytes.count)
            let value = chance.one(of: [UInt8](arrayLiteral: 0, 0xFF, 0x80, 0x7F, 0x20))
            for place in range { bytes[place] = value }
        default:
            let part = donor[chance.range(in: donor.count)]
            if chance.isTrue(percent: 50) {
                bytes.insert(contentsOf: part, at: place)
            } else {
                for (offset, byte) in zip(place..<bytes.count, part) { bytes[offset] = byte }
            }
        }
    }

    private static func writeEdge(to bytes: inout [UInt8], before end: Int, _ chance: inout Chance) {
        let width = 1 << chance.below(4)
        let isAligned = chance.isTrue(percent: 60)
        var place = chance.below(min(end, bytes.count))
        if isAligned { place = place / width * width }
        let value = chance.edge()
        let isBig = chance.isTrue(percent: 40)
        for number in 0..<width where place + number < bytes.count {
            let shift = UInt64(8 * (isBig ? width - 1 - number : number))
            bytes[place + number] = UInt8(truncatingIfNeeded: value >> shift)
        }
    }
}

extension [UInt8] {
    /// A number at a place that has `width` bytes for it.
    func little(_ place: Int, _ width: Int) -> Int? {
        guard place >= 0, place <= count - width else { return nil }
        return Int(
            truncatingIfNeeded: (0..<width).reduce(UInt64(0)) {
                $0 | UInt64(self[place + $1]) << UInt64(8 * $1)
            })
    }

    func big(_ place: Int, _ width: Int) -> Int? {
        guard place >= 0, place <= count - width else { return nil }
        return (0..<width).reduce(0) { $0 << 8 | Int(self[place + $1]) }
    }

    mutating func append(little value: Int, _ width: Int) {
        for number in 0..<width { append(UInt8(truncatingIfNeeded: value >> (8 * number))) }
    }

    mutating func append(big value: Int, _ width: Int) {
        for number in (0..<width).reversed() { append(UInt8(truncatingIfNeeded: value >> (8 * number))) }
    }
}
