import Foundation
import Words

/// Why a file could not be opened, read or written.
public enum FileError: Refusal, Equatable {
    case missing(String)
    case notPermitted(String)
    case isDirectory(String)
    case notRegular(String)
    case empty(String)
    case cannotWrite(String, reason: Words)
    case cannotRead(String, reason: Words)
    /// Another program cut it while it was read.
    case shortened(String)
    /// More bytes than such a file can have any use for.
    case tooLarge(String, limit: Int)

    public init(path: String, errno code: Int32) {
        switch code {
        case ENOENT, ENOTDIR: self = .missing(path)
        case EACCES, EPERM: self = .notPermitted(path)
        case EISDIR: self = .isDirectory(path)
        default: self = .cannotRead(path, reason: Self.reason(code))
        }
    }

    /// What the system says of an error, in its own words and none of ours.
    public static func reason(_ code: Int32 = errno) -> Words {
        Words(verbatim: String(cString: strerror(code)))
    }

    public var kind: RefusalKind {
        switch self {
        case .empty, .shortened, .tooLarge: .badData
        case .cannotWrite: .cannotCreate
        case .missing, .notPermitted, .isDirectory, .notRegular, .cannotRead: .noInput
        }
    }

    public static let examples: [FileError] = [
        .missing("photo.png"), .notPermitted("photo.png"), .isDirectory("photos"), .notRegular("/dev/null"),
        .empty("photo.png"), .cannotWrite("photo.png", reason: "no space left on device"),
        .cannotRead("photo.png", reason: "input/output error"), .shortened("network.onnx"),
        .tooLarge("labels.txt", limit: 16_000_000),
    ]

    public var words: Words {
        switch self {
        case .missing(let path): "There is no file \(path); check the path."
        case .notPermitted(let path): "The file \(path) may not be read; check its permissions."
        case .isDirectory(let path): "\(path) is a folder; name a file in it."
        case .notRegular(let path): "\(path) is not a regular file; name an ordinary file."
        case .empty(let path): "The file \(path) is empty; was its download cut off?"
        case .cannotWrite(let path, let reason): "The file \(path) cannot be written: \(reason)."
        case .cannotRead(let path, let reason): "The file \(path) cannot be read: \(reason)."
        case .shortened(let path):
            "The file \(path) became shorter while it was used, so what was computed from it is not to be trusted; open it again when it is whole."
        case .tooLarge(let path, let limit):
            "The file \(path) is larger than \(limit.asMegabytes), more than such a file has any use for."
        }
    }
}
