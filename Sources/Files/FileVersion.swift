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

    /// What tells one file or folder from all others, under whatever name.
    public struct Identity: Hashable, Sendable {
        private let device: UInt64
        private let file: UInt64

        /// Nil where there is nothing of that name.
        public init?(path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            device = UInt64(status.st_dev)
            file = UInt64(status.st_ino)
        }
    }
}
