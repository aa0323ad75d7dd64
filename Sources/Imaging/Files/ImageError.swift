import Files
import Tensors

/// Why a file could not be used as a picture.
public enum ImageError: Error, Equatable, CustomStringConvertible {
    /// The file cannot be opened or read, or holds no byte.
    case file(FileError)

    /// The bytes are of none of the formats that ``ImageFile`` reads.
    case notAPicture(String, content: ForeignContent)

    /// The file ends, or its data do, before the picture is whole.
    case truncated(String, ImageFile.Format)

    /// The file's structure or compressed data contradict its format.
    case damaged(String, ImageFile.Format)

    /// The file is well formed but uses a rare feature that the decoder has not.
    case unsupported(String, ImageFile.Format, feature: String)

    /// The header claims more pixels than ``ImageFile`` accepts, or none.
    case dimensions(String, width: Int, height: Int)

    /// The file is larger than ``ImageFile/maximumByteCount``.
    case tooManyBytes(String)

    /// Whether the cause is that there is no readable file under that path (exit status 66, "no input"),
    /// rather than what the file holds (65, "bad data").
    public var isInputMissing: Bool {
        switch self {
        case .file(.empty): false
        case .file: true
        default: false
        }
    }

    /// One sentence: what is wrong, with which file, and what to do about it.
    public var description: String {
        switch self {
        case .file(let error): error.description
        case .notAPicture(let path, .picture(let name)):
            "\(path) is a \(name) picture; convert it to PNG or JPEG."
        case .notAPicture(let path, let content):
            (content.noun.map { "\(path) holds \($0), not a picture" } ?? "\(path) is not a picture")
                + "; use a PNG, JPEG, BMP, GIF or WebP file."
        case .truncated(let path, let format):
            "\(path) ends before its \(format.title) picture does; was it copied completely?"
        case .damaged(let path, let format):
            "\(path) is a damaged \(format.title) file; open it in an image editor and save it again."
        case .unsupported(let path, let format, let feature):
            "\(path) is a \(format.title) file with \(feature); save it as an ordinary PNG or JPEG."
        case .dimensions(let path, let width, let height) where width == 0 || height == 0:
            "\(path) claims \(width)×\(height) pixels; use a picture with at least one pixel."
        case .dimensions(let path, let width, let height):
            "\(path) claims \(width)×\(height) pixels; use a picture of at most "
                + "\(ImageFile.maximumSide) on a side and \(ImageFile.maximumPixelCount / 1_000_000) megapixels."
        case .tooManyBytes(let path):
            "\(path) is larger than \(ImageFile.maximumByteCount >> 20) MiB; use a smaller picture."
        }
    }
}

/// What a decoder finds wrong; ``ImageFile`` adds the path and the format.
enum ImageFault: Error {
    case truncated
    case damaged
    case unsupported(String)
    case dimensions(width: Int, height: Int)

    func error(_ path: String, _ format: ImageFile.Format) -> ImageError {
        switch self {
        case .truncated: .truncated(path, format)
        case .damaged: .damaged(path, format)
        case .unsupported(let feature): .unsupported(path, format, feature: feature)
        case .dimensions(let width, let height): .dimensions(path, width: width, height: height)
        }
    }
}
