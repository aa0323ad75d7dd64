import Foundation

/// Why a file could not be opened, read or written.
public enum FileError: Error, Equatable, CustomStringConvertible {
    case missing(String)
    case notPermitted(String)
    case isDirectory(String)
    case notRegular(String)
    case empty(String)
    case cannotWrite(String, reason: String)
    case cannotRead(String, reason: String)
    /// Another program cut it while it was read.
    case shortened(String)

    init(path: String, errno code: Int32) {
        switch code {
        case ENOENT, ENOTDIR: self = .missing(path)
        case EACCES, EPERM: self = .notPermitted(path)
        case EISDIR: self = .isDirectory(path)
        default: self = .cannotRead(path, reason: String(cString: strerror(code)))
        }
    }

    /// One sentence: what is wrong, with which file, and what to do about it.
    public var description: String {
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
        }
    }
}
