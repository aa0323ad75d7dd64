import Files
import Tensors

/// Pictures in files: PNG, JPEG, BMP, GIF, WebP, TIFF and AVIF, told apart by their first bytes and never by their name.
///
/// What a read gives is always a whole, upright 8-bit RGB picture: the orientation that the file asks for is applied, palettes
/// are looked up, 16-bit samples keep their upper 8 bits (colours of TIFF files are rounded), CMYK becomes RGB, transparent pixels are
/// laid over white, and of an animation the first frame, of several pages the first is taken. Colour profiles are not applied, as in
/// Pillow. A JPEG photo beyond the limits is read at a half, a quarter or an eighth of its sides.
public enum ImageFile {
    /// The longest side that is accepted, in pixels.
    public static let maximumSide = 16_384

    /// The most pixels that are accepted: 64 megapixels, 192 MB once decoded.
    public static let maximumPixelCount = 64_000_000

    /// The largest file that is accepted, in bytes: 1 GiB.
    public static let maximumByteCount = 1 << 30

    public enum Format: String, CaseIterable, Sendable {
        case png, jpeg, bmp, gif, webp, tiff, avif

        /// The format's usual spelling, for example `WebP`.
        public var title: String {
            switch self {
            case .png: "PNG"
            case .jpeg: "JPEG"
            case .bmp: "BMP"
            case .gif: "GIF"
            case .webp: "WebP"
            case .tiff: "TIFF"
            case .avif: "AVIF"
            }
        }
    }

    /// What a file's header says about the picture in it.
    public struct Summary: Equatable, Sendable {
        public let format: Format

        /// Pixels per row once the picture stands upright.
        public let width: Int

        /// Rows once the picture stands upright.
        public let height: Int

        /// The size that the photo has where it is read reduced.
        public var whole: Extent?
    }

    /// Pixels in a row, and rows.
    public struct Extent: Hashable, Sendable {
        public let width: Int
        public let height: Int

        public init(width: Int, height: Int) {
            self.width = width
            self.height = height
        }
    }

    /// Reads a picture, or one frame of a video or a camera, as ``VideoSource`` reads the path; of a video without a time the first.
    ///
    /// - Throws: ``ImageError``; a file that is cut off is an error, never half a picture.
    public static func read(_ path: String) throws(ImageError) -> Picture {
        switch VideoSource.found(path) {
        case .camera, .testPicture: try VideoFile.frame(ofCamera: path)
        case .file(let file, let seconds?): try VideoFile.frame(of: open(file), at: seconds)
        case .file: try read(open(path))
        }
    }

    /// Reads a picture, or the first frame of a video, out of a file that is open already.
    ///
    /// - Throws: ``ImageError``.
    public static func read(_ file: MappedFile) throws(ImageError) -> Picture {
        try readWithExtent(file).picture
    }

    /// The same, with the size that the photo has where it is read reduced.
    ///
    /// - Throws: ``ImageError``.
    public static func readWithExtent(
        _ file: MappedFile
    ) throws(ImageError) -> (picture: Picture, whole: Extent?) {
        if VideoFile.matches(file.bytes) { return (try VideoFile.frame(of: file, at: 0), nil) }
        try check(file)
        return try decoded(file.bytes, path: file.path)
    }

    /// Opens a file that may be a picture.
    ///
    /// - Throws: ``ImageError/file(_:)``.
    public static func open(_ path: String) throws(ImageError) -> MappedFile {
        do throws(FileError) {
            return try MappedFile(path: path)
        } catch {
            throw .file(error)
        }
    }

    /// Tells a picture's format and dimensions without decoding it.
    ///
    /// - Throws: ``ImageError``, also for a file that is cut off or too large.
    public static func inspect(_ path: String) throws(ImageError) -> Summary {
        let file = try open(path)
        try check(file)
        return try summary(of: file.bytes, path: path)
    }

    static func picture(in bytes: UnsafeRawBufferPointer, path: String) throws(ImageError) -> Picture {
        try decoded(bytes, path: path).picture
    }

    private static func decoded(
        _ bytes: UnsafeRawBufferPointer, path: String
    ) throws(ImageError) -> (picture: Picture, whole: Extent?) {
        try withContainer(of: bytes, path: path) { container, _ throws(ImageFault) in
            let picture = try container.decode()
            guard picture.width == container.width, picture.height == container.height else {
                throw ImageFault.damaged
            }
            return (container.orientation.upright(picture), container.whole)
        }
    }

    static func summary(of bytes: UnsafeRawBufferPointer, path: String) throws(ImageError) -> Summary {
        try withContainer(of: bytes, path: path) { container, format throws(ImageFault) in
            let isTurned = container.orientation.swapsSides
            return Summary(
                format: format,
                width: isTurned ? container.height : container.width,
                height: isTurned ? container.width : container.height, whole: container.whole)
        }
    }

    private static func withContainer<Answer>(
        of bytes: UnsafeRawBufferPointer, path: String,
        _ body: (any ImageContainer, Format) throws(ImageFault) -> Answer
    ) throws(ImageError) -> Answer {
        guard let format = format(of: bytes) else {
            throw .notAPicture(path, content: ForeignContent(bytes))
        }
        do throws(ImageFault) {
            return try body(try format.container.init(bytes), format)
        } catch {
            throw error.error(path, format)
        }
    }

    /// The format that the first bytes of a file show, or nil.
    public static func format(of bytes: UnsafeRawBufferPointer) -> Format? {
        Format.allCases.first { $0.container.matches(bytes) }
    }

    /// - Throws: where the file is empty or too large.
    private static func check(_ file: MappedFile) throws(ImageError) {
        guard file.byteCount > 0 else { throw .file(.empty(file.path)) }
        guard file.byteCount <= maximumByteCount else { throw .tooManyBytes(file.path) }
    }
}

extension ImageFile.Format {
    fileprivate var container: any ImageContainer.Type {
        switch self {
        case .png: PNGContainer.self
        case .jpeg: JPEGContainer.self
        case .bmp: BMPContainer.self
        case .gif: GIFContainer.self
        case .webp: WebPContainer.self
        case .tiff: TIFFContainer.self
        case .avif: AVIFContainer.self
        }
    }
}
