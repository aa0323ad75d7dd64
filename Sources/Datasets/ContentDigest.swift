import Files
import Foundation
import Tensors

extension Dataset {
    /// Tells what is in a picture's file apart from what is in others: 32 hexadecimal digits, made without decoding. Nil for a record
    /// of a larger file, and for a file that cannot be read.
    public func contentDigest(at index: Int) -> String? {
        guard let path = filePath(at: index), let file = try? MappedFile(path: path) else { return nil }
        return withExtendedLifetime(file) { ContentDigest(file.bytes).digits }
    }
}

/// Two sums of 64 bits over all bytes, each multiplied by an odd number of its own. No protection against who means harm.
struct ContentDigest {
    private var (first, second): (UInt64, UInt64) = (0xCBF2_9CE4_8422_2325, 0x9E37_79B9_7F4A_7C15)

    init(_ bytes: UnsafeRawBufferPointer) {
        let whole = bytes.count / 8 * 8
        for offset in stride(from: 0, to: whole, by: 8) {
            add(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        for offset in whole..<bytes.count { add(UInt64(bytes[offset])) }
        add(UInt64(bytes.count))
    }

    var digits: String {
        String(format: "%016lx%016lx", UInt(SplitMix64.finalized(first)), UInt(SplitMix64.finalized(second)))
    }

    private mutating func add(_ word: UInt64) {
        first = (first ^ word) &* 0x9FB2_1C65_1E98_DF25
        first ^= first >> 32
        second = (second ^ word) &* 0xD6E8_FEB8_6659_FD93
        second ^= second >> 29
    }
}
