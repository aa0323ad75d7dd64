/// Files of gzip (RFC 1952) with one member, decompressed whole.
public enum Gzip {
    /// Why there are no bytes.
    public enum Fault: Error, Equatable {
        /// The header, the data or the checksum is wrong, or more follows.
        case damaged
        /// It would become larger than is wanted, in bytes.
        case tooLarge(Int)
    }

    public static func matches(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.starts(with: [0x1F, 0x8B, 8])
    }

    /// Bytes after the compressed data: a checksum and the size.
    private static let trailer = 8

    /// Decompresses a file.
    ///
    /// - Parameter limit: bytes that it may become.
    public static func bytes(of file: UnsafeRawBufferPointer, limit: Int) throws(Fault) -> [UInt8] {
        guard matches(file), let start = headerSize(file), file.count - trailer >= start,
            let checksum: UInt32 = file.number(at: file.count - trailer),
            let size: UInt32 = file.number(at: file.count - 4),
            let data = file.part(start, file.count - trailer - start)
        else { throw .damaged }
        let count = Int(size)
        guard count <= limit else { throw .tooLarge(count) }
        guard count / Inflation.greatestRatio <= data.count,
            let bytes = Inflation.bytes(of: data, count: count),
            bytes.withUnsafeBytes(CRC32.value) == checksum
        else { throw .damaged }
        return bytes
    }

    /// Bytes before the compressed data, or nil where they do not end.
    private static func headerSize(_ file: UnsafeRawBufferPointer) -> Int? {
        guard let flags: UInt8 = file.number(at: 3), flags & 0xE0 == 0 else { return nil }
        var offset = 10
        if flags & 4 != 0 {
            guard let extra: UInt16 = file.number(at: offset) else { return nil }
            offset += 2 + Int(extra)
        }
        // A name and a comment, each ended by a zero.
        for flag: UInt8 in [8, 16] where flags & flag != 0 {
            guard offset < file.count, let end = file[offset...].firstIndex(of: 0) else { return nil }
            offset = end + 1
        }
        if flags & 2 != 0 { offset += 2 }
        return offset <= file.count ? offset : nil
    }
}
