import Foundation

/// Floats in a line of JSON: their bytes in little-endian order, as base64, so that a line is short and they come back as they were.
struct PackedFloats: Codable, Sendable, Equatable {
    var values: [Float]

    init(_ values: [Float]) { self.values = values }

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let data = Data(base64Encoded: text), data.count % 4 == 0 else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "no packed floats"))
        }
        values = data.withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map {
                Float(
                    bitPattern: UInt32(
                        littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
            }
        }
    }

    func encode(to encoder: any Encoder) throws {
        var data = Data(capacity: 4 * values.count)
        for value in values {
            withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
        }
        var container = encoder.singleValueContainer()
        try container.encode(data.base64EncodedString())
    }
}

/// The same with the upper half of each float: 8 bits of precision, rounded, in half the room.
struct PackedHalves: Codable, Sendable, Equatable {
    var values: [Float]

    init(_ values: [Float]) { self.values = values.map { Float(bitPattern: Self.half($0) << 16) } }

    private static func half(_ value: Float) -> UInt32 {
        value.isFinite ? min((value.bitPattern &+ 0x8000) >> 16, 0xFFFF) : value.bitPattern >> 16
    }

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let data = Data(base64Encoded: text), data.count % 2 == 0 else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "no packed floats"))
        }
        values = data.withUnsafeBytes { bytes in
            (0..<bytes.count / 2).map {
                let half = UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self))
                return Float(bitPattern: UInt32(half) << 16)
            }
        }
    }

    func encode(to encoder: any Encoder) throws {
        var data = Data(capacity: 2 * values.count)
        for value in values {
            withUnsafeBytes(of: UInt16(value.bitPattern >> 16).littleEndian) { data.append(contentsOf: $0) }
        }
        var container = encoder.singleValueContainer()
        try container.encode(data.base64EncodedString())
    }
}
