/// One file format: our own checked walk over its structure, then the decoder of SDL_image for its pixels.
///
/// The walk comes first because the decoders fill up cut-off data silently (libjpeg) and allocate whatever a
/// header claims.
protocol ImageContainer {
    /// Whether the bytes begin as this format's files do.
    static func matches(_ bytes: UnsafeRawBufferPointer) -> Bool

    /// Walks over the file's structure to the end of the (first) picture.
    ///
    /// - Parameters:
    ///   - bytes: the whole file, which must outlive the container.
    init(_ bytes: UnsafeRawBufferPointer) throws(ImageFault)

    /// Pixels per row as stored, within the limits of ``ImageFile``.
    var width: Int { get }

    /// Rows as stored, within the limits of ``ImageFile``.
    var height: Int { get }

    /// How the stored picture is to be turned.
    var orientation: Orientation { get }

    /// Decodes the picture as it is stored, `width`×`height`.
    func decode() throws(ImageFault) -> Picture
}

extension ImageFault {
    /// Throws unless the dimensions that a header claims are within the limits of ``ImageFile``.
    static func check(width: Int, height: Int) throws(ImageFault) {
        let sides = 1...ImageFile.maximumSide
        guard sides.contains(width), sides.contains(height), width * height <= ImageFile.maximumPixelCount
        else { throw .dimensions(width: width, height: height) }
    }
}

/// Numbers out of a file, each read checked against the file's end.
struct ByteView {
    let bytes: UnsafeRawBufferPointer

    var count: Int { bytes.count }

    func byte(_ offset: Int) throws(ImageFault) -> Int {
        guard offset >= 0, offset < count else { throw .truncated }
        return Int(bytes[offset])
    }

    func big16(_ offset: Int) throws(ImageFault) -> Int {
        try byte(offset) << 8 | byte(offset + 1)
    }

    func big32(_ offset: Int) throws(ImageFault) -> Int {
        try big16(offset) << 16 | big16(offset + 2)
    }

    func little16(_ offset: Int) throws(ImageFault) -> Int {
        try byte(offset) | byte(offset + 1) << 8
    }

    func little24(_ offset: Int) throws(ImageFault) -> Int {
        try little16(offset) | byte(offset + 2) << 16
    }

    func little32(_ offset: Int) throws(ImageFault) -> Int {
        try little16(offset) | little16(offset + 2) << 16
    }

    /// The bytes from `offset` on; `length` is a number from the file.
    func slice(_ offset: Int, length: Int) throws(ImageFault) -> UnsafeRawBufferPointer {
        guard offset >= 0, length >= 0, offset <= count, length <= count - offset else { throw .truncated }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length])
    }
}
