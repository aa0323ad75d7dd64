extension UnsafeRawBufferPointer {
    /// The little-endian number at a byte offset, which need not be aligned; nil where it would not lie within the
    /// bytes.
    public func number<Number: FixedWidthInteger>(_ type: Number.Type = Number.self, at offset: Int)
        -> Number?
    {
        let size = Number.bitWidth / 8
        guard offset >= 0, count >= size, offset <= count - size else { return nil }
        return Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: Number.self))
    }

    /// The bytes of a range; nil where it would not lie within these.
    public func part(_ offset: Int, _ length: Int) -> UnsafeRawBufferPointer? {
        guard offset >= 0, length >= 0, offset <= count, length <= count - offset else { return nil }
        return UnsafeRawBufferPointer(rebasing: self[offset..<offset + length])
    }
}
