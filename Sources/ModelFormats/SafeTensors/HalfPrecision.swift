import Dispatch

/// IEEE 754 binary16, as weights are stored to halve a file.
enum HalfPrecision {
    /// Widens little-endian 16-bit floats to 32 bits, exactly; the source may lie at any address.
    static func widen(_ source: UnsafeRawBufferPointer, into destination: UnsafeMutableBufferPointer<Float>) {
        precondition(source.count == destination.count * 2)
        // Each part of the work writes its own range of the destination.
        nonisolated(unsafe) let source = source
        nonisolated(unsafe) let destination = destination
        let part = 1 << 18
        DispatchQueue.concurrentPerform(iterations: (destination.count + part - 1) / part) { index in
            for position in index * part..<min((index + 1) * part, destination.count) {
                destination[position] = float(
                    source.loadUnaligned(fromByteOffset: position * 2, as: UInt16.self))
            }
        }
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
