import Files

/// The bytes of a picture file; what would lie beyond its end is ``ImageFault/truncated``.
struct ByteView {
    let bytes: UnsafeRawBufferPointer

    var count: Int { bytes.count }

    func byte(_ offset: Int) throws(ImageFault) -> Int { try number(UInt8.self, offset) }
    func big16(_ offset: Int) throws(ImageFault) -> Int { try number(UInt16.self, offset, .big) }
    func big32(_ offset: Int) throws(ImageFault) -> Int { try number(UInt32.self, offset, .big) }
    func little16(_ offset: Int) throws(ImageFault) -> Int { try number(UInt16.self, offset) }
    func little24(_ offset: Int) throws(ImageFault) -> Int { try little16(offset) | byte(offset + 2) << 16 }
    func little32(_ offset: Int) throws(ImageFault) -> Int { try number(UInt32.self, offset) }

    /// The bytes from `offset` on; `length` is a number from the file.
    func slice(_ offset: Int, length: Int) throws(ImageFault) -> UnsafeRawBufferPointer {
        guard let part = bytes.part(offset, length) else { throw .truncated }
        return part
    }

    private func number<Number: FixedWidthInteger>(
        _ type: Number.Type, _ offset: Int, _ order: ByteOrder = .little
    ) throws(ImageFault) -> Int {
        guard let number = bytes.number(type, at: offset, order: order) else { throw .truncated }
        return Int(number)
    }
}
