import CMappingGuard
import Foundation
import Synchronization

/// A file mapped into memory, read-only: its pages are read when first touched and can be dropped by the
/// kernel under memory pressure.
///
/// Sendable because the mapping never changes until it is released with the last reference. Where another program shortens
/// the file meanwhile, the pages that it loses read as zeros and ``shortened`` has its path.
public final class MappedFile: @unchecked Sendable {
    public let path: String
    public let bytes: UnsafeRawBufferPointer

    public var byteCount: Int { bytes.count }

    /// The open file, for reading elsewhere than through the mapping.
    public let descriptor: Int32
    /// The number of the watch over the mapping.
    private let number: Int32
    private static let watched = Mutex<[Int32: String]>([:])

    /// The paths of files that became shorter while they were mapped, and still are: what was computed from them is not to
    /// be trusted.
    public static var shortened: Set<String> {
        watched.withLock { Set($0.filter { mapping_guard_is_damaged($0.key) }.values) }
    }

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
            number = -1
            return
        }
        guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            close(kept)
            throw FileError(path: path, errno: errno)
        }
        bytes = UnsafeRawBufferPointer(start: start, count: size)
        number = mapping_guard_watch(start, size)
        if number >= 0 { Self.watched.withLock { $0[number] = path } }
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
                    path, reason: count == 0 ? "it became shorter" : FileError.reason())
            }
            done += count
        }
    }

    deinit {
        close(descriptor)
        if number >= 0 {
            Self.watched.withLock { $0[number] = nil }
            mapping_guard_forget(number)
        }
        if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
    }
}
