/// The CRC-32 of PNG chunks (polynomial 0xEDB88320, PNG specification annex D), eight bytes at a time.
enum PNGChecksum {
    static func value(of bytes: UnsafeRawBufferPointer) -> Int {
        tables.withUnsafeBufferPointer { tables in
            var register = UInt32.max
            let wordCount = bytes.count / 8
            for word in 0..<wordCount {
                let next = UInt64(
                    littleEndian: bytes.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self))
                let mixed = next ^ UInt64(register)
                register = 0
                for position in 0..<8 {
                    let byte = Int(truncatingIfNeeded: mixed >> UInt64(position * 8)) & 0xFF
                    register ^= tables[(7 - position) << 8 | byte]
                }
            }
            for byte in bytes[(wordCount * 8)...] {
                register = tables[Int(UInt8(truncatingIfNeeded: register) ^ byte)] ^ register >> 8
            }
            return Int(~register)
        }
    }

    /// Entry k·256 + b is the register after the byte b and k bytes of 0.
    private static let tables: [UInt32] = {
        var tables = (0..<UInt32(256)).map { byte in
            (0..<8).reduce(byte) { register, _ in
                register & 1 == 0 ? register >> 1 : register >> 1 ^ 0xEDB8_8320
            }
        }
        for index in 256..<8 * 256 {
            let previous = tables[index - 256]
            tables.append(previous >> 8 ^ tables[Int(previous & 0xFF)])
        }
        return tables
    }()
}
