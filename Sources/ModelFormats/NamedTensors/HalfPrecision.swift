import Tensors

/// IEEE 754 binary16, as weights are stored to halve a file.
enum HalfPrecision {
    /// Little-endian 16-bit floats as a tensor, exactly; the source may lie at any address.
    static func tensor(_ shape: Shape, _ source: UnsafeRawBufferPointer) -> Tensor {
        precondition(source.count == shape.count * 2)
        // Only read, while the caller keeps it.
        nonisolated(unsafe) let source = source
        return Tensor(
            shape,
            inParallel: { position in
                float(source.loadUnaligned(fromByteOffset: position * 2, as: UInt16.self))
            })
    }

    /// The exponent is rebiased by a multiplication with 2¹¹², which is exact and makes subnormals normal.
    static func float(_ half: UInt16) -> Float {
        let bits = UInt32(half)
        let sign = (bits & 0x8000) << 16
        let magnitude = (bits & 0x7FFF) << 13
        let scaled = Float(bitPattern: magnitude) * 0x1p112
        let special = magnitude >= 0x0F80_0000 ? magnitude | 0x7F80_0000 : scaled.bitPattern
        return Float(bitPattern: sign | special)
    }
}
