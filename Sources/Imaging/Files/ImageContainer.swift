/// One file format: our own checked walk over its structure, then a decoder in a process of its own for its pixels.
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

    /// Pixels per row as stored and decoded, within the limits of ``ImageFile``.
    var width: Int { get }

    /// Rows as stored and decoded, within the limits of ``ImageFile``.
    var height: Int { get }

    /// How the stored picture is to be turned.
    var orientation: Orientation { get }

    /// The size of the whole picture, upright, where it is decoded reduced.
    var whole: ImageFile.Extent? { get }

    /// Decodes the picture as it is stored, `width`×`height`.
    func decode() throws(ImageFault) -> Picture
}

extension ImageContainer {
    var whole: ImageFile.Extent? { nil }
}

extension ImageFault {
    /// Throws unless the dimensions that a header claims are within the limits of ``ImageFile``.
    static func check(width: Int, height: Int) throws(ImageFault) {
        let sides = 1...ImageFile.maximumSide
        guard sides.contains(width), sides.contains(height), width * height <= ImageFile.maximumPixelCount
        else { throw .dimensions(width: width, height: height) }
    }
}
