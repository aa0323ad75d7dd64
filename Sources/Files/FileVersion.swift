import Foundation

/// What tells whether a file is still the one that was read.
public struct FileVersion: Equatable, Sendable {
    private let file: UInt64
    private let size: Int64
    private let seconds: Int
    private let nanoseconds: Int

    /// The version of the file as it is now, or nil where there is none.
    public init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        file = UInt64(status.st_ino)
        size = Int64(status.st_size)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }

    /// Whether the file at a path is still this one; a file that is gone has not been replaced.
    public func isCurrent(at path: String) -> Bool {
        FileVersion(path: path).map { $0 == self } ?? true
    }
}
