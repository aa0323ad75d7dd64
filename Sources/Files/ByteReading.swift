/// Which byte of a number comes first.
public enum ByteOrder: Sendable {
    case little, big
}

/// Checked reads out of a file's bytes: what a file says of offsets and lengths is never believed.
extension UnsafeRawBufferPointer {
    /// The number at a byte offset, which need not be aligned; nil where it would not lie within the bytes.
    public func number<Number: FixedWidthInteger>(
        _ type: Number.Type = Number.self, at offset: Int, order: ByteOrder = .little
    ) -> Number? {
        let size = Number.bitWidth / 8
        guard offset >= 0, count >= size, offset <= count - size else { return nil }
        let number = loadUnaligned(fromByteOffset: offset, as: Number.self)
        return order == .little ? Number(littleEndian: number) : Number(bigEndian: number)
    }

    /// The bytes of a range; nil where it would not lie within these.
    public func part(_ offset: Int, _ length: Int) -> UnsafeRawBufferPointer? {
        guard offset >= 0, length >= 0, offset <= count, length <= count - offset else { return nil }
        return UnsafeRawBufferPointer(rebasing: self[offset..<offset + length])
    }
}
