import Foundation

/// A file mapped into memory, read-only: its pages are read when first touched and can be dropped by the
/// kernel under memory pressure.
///
/// Sendable because the mapping never changes until it is released with the last reference. A file that another
/// program shortens while it is mapped is outside this contract.
public final class MappedFile: @unchecked Sendable {
    public let path: String
    public let bytes: UnsafeRawBufferPointer

    public var byteCount: Int { bytes.count }

    private let descriptor: Int32

    /// Maps a regular file.
    ///
    /// - Throws: ``FileError`` if the path is missing, unreadable, or no regular file.
    public convenience init(path: String) throws(FileError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileError(path: path, errno: errno) }
        defer { close(descriptor) }
        try self.init(descriptor: descriptor, path: path)
    }

    /// Maps an open regular file, or a file in memory, which may be closed afterwards.
    ///
    /// - Parameter path: what errors call it.
    /// - Throws: ``FileError``.
    public init(descriptor: Int32, path: String) throws(FileError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError(path: path, errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw status.st_mode & S_IFMT == S_IFDIR ? .isDirectory(path) : .notRegular(path)
        }
        let kept = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard kept >= 0 else { throw FileError(path: path, errno: errno) }
        self.path = path
        self.descriptor = kept
        let size = Int(status.st_size)
        guard size > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            close(kept)
            throw FileError(path: path, errno: errno)
        }
        bytes = UnsafeRawBufferPointer(start: start, count: size)
    }

    /// Copies a range of the file without mapping its pages: bytes read this way count once as this process's memory.
    ///
    /// - Throws: ``FileError/cannotRead(_:reason:)``.
    public func copy(
        from byteOffset: Int, into destination: UnsafeMutableRawBufferPointer
    ) throws(FileError) {
        precondition(
            byteOffset >= 0 && byteOffset + destination.count <= byteCount, "a copy lies within the file")
        var done = 0
        while done < destination.count {
            let count = pread(
                descriptor, destination.baseAddress! + done, destination.count - done, byteOffset + done)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                throw FileError.cannotRead(
                    path, reason: count == 0 ? "it became shorter" : String(cString: strerror(errno)))
            }
            done += count
        }
    }

    deinit {
        close(descriptor)
        if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
    }
}
