import CZlib

/// Decompression of raw deflate data (RFC 1951) of a known size.
public enum Inflation {
    /// The most bytes that one byte of deflate data can stand for.
    public static let greatestRatio = 1032

    /// Decompresses all of `source`.
    ///
    /// - Returns: exactly `count` bytes, or nil where the data is damaged, ends early or goes on after its end.
    public static func bytes(of source: UnsafeRawBufferPointer, count: Int) -> [UInt8]? {
        var isWhole = false
        let bytes = [UInt8](unsafeUninitializedCapacity: max(count, 1)) { destination, initializedCount in
            isWhole = inflate(source, into: UnsafeMutableRawBufferPointer(destination), count: count)
            initializedCount = isWhole ? count : 0
        }
        return isWhole ? bytes : nil
    }

    private static func inflate(
        _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer, count: Int
    ) -> Bool {
        var stream = z_stream()
        // Negative: raw deflate data without a header, with the largest window.
        guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            return false
        }
        defer { inflateEnd(&stream) }
        var read = 0
        var written = 0
        while true {
            // The library counts in 32 bits.
            let input = min(source.count - read, 1 << 30)
            let room = min(count - written, 1 << 30)
            stream.next_in = source.baseAddress.map {
                UnsafeMutableRawPointer(mutating: $0 + read).assumingMemoryBound(to: UInt8.self)
            }
            stream.avail_in = UInt32(input)
            stream.next_out = (destination.baseAddress! + written).assumingMemoryBound(to: UInt8.self)
            stream.avail_out = UInt32(room)
            let status = CZlib.inflate(&stream, Z_NO_FLUSH)
            let consumed = input - Int(stream.avail_in)
            let produced = room - Int(stream.avail_out)
            read += consumed
            written += produced
            if status == Z_STREAM_END { return read == source.count && written == count }
            guard status == Z_OK, consumed + produced > 0 else { return false }
        }
    }
}
