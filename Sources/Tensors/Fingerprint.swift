import Foundation

/// 64 bits that tell contents apart; no protection against contents made to collide.
public struct Fingerprint: Sendable {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    public init() {}

    /// 16 hexadecimal digits.
    public var digits: String { String(format: "%016lx", UInt(SplitMix64.finalized(state))) }

    public mutating func add(_ text: String) {
        for byte in text.utf8 { add(UInt64(byte)) }
        add(UInt64(text.utf8.count))
    }

    public mutating func add(_ tensor: Tensor) {
        add(tensor.shape.description)
        tensor.withUnsafeBufferPointer { values in
            let bytes = UnsafeRawBufferPointer(values)
            for offset in stride(from: 0, to: bytes.count - 7, by: 8) {
                add(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            }
            if values.count % 2 == 1 { add(UInt64(values[values.count - 1].bitPattern)) }
        }
    }

    private mutating func add(_ word: UInt64) {
        state = (state ^ word) &* 0x9FB2_1C65_1E98_DF25
        state ^= state >> 32
    }
}
