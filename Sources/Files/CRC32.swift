import CZlib

/// The checksum of PNG's chunks and of ZIP's entries (polynomial 0xEDB88320; PNG specification, annex D).
public enum CRC32 {
    public static func value(of bytes: UnsafeRawBufferPointer) -> UInt32 {
        guard let start = bytes.baseAddress else { return 0 }
        return UInt32(truncatingIfNeeded: crc32_z(0, start.assumingMemoryBound(to: UInt8.self), bytes.count))
    }
}
