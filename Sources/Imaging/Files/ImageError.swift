import Files
import Tensors
import Words

/// Why a file could not be used as a picture.
public enum ImageError: Refusal, Equatable {
    /// The file cannot be opened or read, or holds no byte.
    case file(FileError)

    /// The bytes are of none of the formats that ``ImageFile`` reads.
    case notAPicture(String, content: ForeignContent)

    /// The file ends, or its data do, before the picture is whole.
    case truncated(String, ImageFile.Format)

    /// The file's structure or compressed data contradict its format.
    case damaged(String, ImageFile.Format)

    /// The file is well formed but uses a rare feature that the decoder has not.
    case unsupported(String, ImageFile.Format, feature: Words)

    /// The header claims more pixels than ``ImageFile`` accepts, or none.
    case dimensions(String, width: Int, height: Int)

    /// The header of a JPEG photo claims more pixels than ``ImageFile`` reads even reduced.
    case photoDimensions(String, width: Int, height: Int)

    /// The file is larger than ``ImageFile/maximumByteCount``.
    case tooManyBytes(String)

    /// The program that decodes pictures does not answer.
    case noDecoder(String)

    /// A moment is asked of a file that is no video.
    case notAVideo(String)

    /// A video or a camera gives no frame.
    case video(String, VideoFault)

    public static let examples: [ImageError] =
        [
            .file(.missing("photo.png")), .notAPicture("photo.png", content: .picture("Photoshop")),
            .notAPicture("photo.heic", content: .picture("HEIC")),
            .notAPicture("photo.png", content: .text), .notAPicture("photo.png", content: .unknown),
            .truncated("photo.png", .png), .damaged("photo.png", .png),
        ] + ImageFault.features.map { .unsupported("photo.jpg", .jpeg, feature: $0) } + [
            .dimensions("photo.png", width: 0, height: 1), .dimensions("photo.png", width: 99_999, height: 1),
            .photoDimensions("photo.jpg", width: 60_000, height: 60_000),
            .tooManyBytes("photo.png"), .noDecoder("photo.png"), .notAVideo("photo.png"),
        ] + VideoFault.examples.map { .video("clip.mp4", $0) }

    public var kind: RefusalKind {
        switch self {
        case .file(let error): error.kind
        case .noDecoder, .video(_, .noDecoder): .unavailable
        case .video(_, .noCamera), .video(_, .busyCamera), .video(_, .cameraGone): .noInput
        default: .badData
        }
    }

    public var words: Words {
        switch self {
        case .file(let error): error.words
        case .notAPicture(let path, .picture("HEIC")):
            """
            \(path) is a HEIC picture, which Glassbox does not read; convert it with “heif-convert PHOTO.heic PHOTO.jpg” (Debian's \
            package libheif-examples), or let the phone take its photos as JPEG.
            """
        case .notAPicture(let path, .picture(let name)):
            "\(path) is a \(name) picture; convert it to PNG or JPEG."
        case .notAPicture(let path, let content):
            if let noun = content.noun {
                "\(path) holds \(noun), not a picture; use a PNG, JPEG, BMP, GIF, WebP, TIFF or AVIF file."
            } else {
                "\(path) is not a picture; use a PNG, JPEG, BMP, GIF, WebP, TIFF or AVIF file."
            }
        case .truncated(let path, let format):
            "\(path) ends before its \(format.title) picture does; was it copied completely?"
        case .damaged(let path, let format):
            "\(path) is a damaged \(format.title) file; open it in an image editor and save it again."
        case .unsupported(let path, let format, let feature):
            "\(path) is a \(format.title) file with \(feature); save it as an ordinary PNG or JPEG."
        case .dimensions(let path, let width, let height) where width == 0 || height == 0:
            "\(path) claims \(width)×\(height) pixels; use a picture with at least one pixel."
        case .dimensions(let path, let width, let height):
            """
            \(path) claims \(width)×\(height) pixels; use a picture of at most \(ImageFile.maximumSide) on a side and \
            \(ImageFile.maximumPixelCount / 1_000_000) megapixels.
            """
        case .photoDimensions(let path, let width, let height):
            """
            \(path) claims \(width)×\(height) pixels; use a JPEG photo of at most \(JPEGContainer.maximumSide) on a side and \
            \(JPEGContainer.maximumPixelCount / 1_000_000) megapixels (178 if it is progressive, 134 with four inks).
            """
        case .tooManyBytes(let path):
            "\(path) is larger than \(ImageFile.maximumByteCount >> 20) MiB; use a smaller picture."
        case .noDecoder(let path):
            "\(path) cannot be read: the program glassbox-pictures, which decodes pictures, does not answer; build Glassbox again."
        case .notAVideo(let path): "\(path) is no video, so it has no times; leave the time out."
        case .video(let path, let fault): fault.words(of: path)
        }
    }
}

/// What a decoder finds wrong; ``ImageFile`` adds the path and the format.
enum ImageFault: Error {
    case truncated
    case damaged
    case unsupported(Words)
    case dimensions(width: Int, height: Int)
    case noDecoder

    /// Features that the decoder has not.
    static let hierarchical: Words = "lossless or hierarchical compression"
    static func samples(bits: Int) -> Words { "\(bits)-bit samples" }
    static func components(_ count: Int) -> Words { "\(count) colour components" }

    static let big: Words = "64-bit places (BigTIFF)"
    static let thumbnail: Words = "a camera's raw data"
    static let bareTiles: Words = "uncompressed tiles"
    static let fractions: Words = "samples that are not whole numbers"
    static let sequence: Words = "moving pictures only"
    static func compression(_ number: Int) -> Words { "compression of kind \(number)" }
    static func colours(_ number: Int) -> Words { "colours of kind \(number)" }

    static let features = [
        hierarchical, samples(bits: 12), components(2), big, thumbnail, bareTiles, fractions, sequence,
        compression(6), colours(8),
    ]

    func error(_ path: String, _ format: ImageFile.Format) -> ImageError {
        switch self {
        case .truncated: .truncated(path, format)
        case .damaged: .damaged(path, format)
        case .unsupported(let feature): .unsupported(path, format, feature: feature)
        case .dimensions(let width, let height) where format == .jpeg && width > 0 && height > 0:
            .photoDimensions(path, width: width, height: height)
        case .dimensions(let width, let height): .dimensions(path, width: width, height: height)
        case .noDecoder: .noDecoder(path)
        }
    }
}
