import Files
import Foundation
import Tensors

/// The part of a file that has arrived, beside the place that the whole will take; locked while it is open.
///
/// It and the note of which file it is part of are left behind where a download ends early, so that it can go on.
final class PartialFile {
    /// Somebody else holds the lock.
    struct InUse: Error {}

    private let target: String
    private let path: String
    private let note: String
    private let descriptor: Int32
    private(set) var byteCount: Int
    private var isDiscarded = false

    /// Opens or creates the part of the file `target`, and its folder where there is none.
    ///
    /// - Throws: ``FileError``, ``InUse``.
    init(of target: String) throws {
        self.target = target
        path = Self.paths(of: target)[0]
        note = Self.paths(of: target)[1]
        let folder = URL(fileURLWithPath: target).deletingLastPathComponent()
        guard Folders.make(folder.path) else {
            throw FileError.cannotWrite(target, reason: WriteObstacle.noFolder(folder.path).words)
        }
        descriptor = try Self.openLocked(path, for: target)
        byteCount = Int(lseek(descriptor, 0, SEEK_END))
    }

    deinit {
        if byteCount == 0 { discard() }
        close(descriptor)
    }

    /// Whether a download of `target` is running.
    static func isInUse(_ target: String) -> Bool {
        let descriptor = open(paths(of: target)[0], O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0
    }

    /// The part of a file and the note of what it is part of.
    static func paths(of target: String) -> [String] { [target + ".part", target + ".part.from"] }

    /// What the server calls the file that the bytes belong to; nil where it is not known.
    var validator: String? {
        guard let text = try? String(contentsOfFile: note, encoding: .utf8) else { return nil }
        return text.contains(where: \.isNewline) || text.isEmpty ? nil : text
    }

    /// Forgets what has arrived.
    func restart(validator: String?) throws(FileError) {
        unlink(note)
        guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else { throw failure() }
        byteCount = 0
        if let validator { try? WholeFile.write(Data(validator.utf8), to: note) }
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let count = write(descriptor, part.baseAddress, part.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure() }
            rest = rest.dropFirst(count)
            byteCount += count
        }
    }

    /// What has arrived.
    func contents() throws(FileError) -> MappedFile { try MappedFile(descriptor: descriptor, path: path) }

    /// Bytes that the disk still takes.
    var freeSpace: Int {
        var status = statvfs()
        guard fstatvfs(descriptor, &status) == 0 else { return .max }
        return Int(
            clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).0)
    }

    /// Gives the whole file its name and lets others read it, after its bytes are on the disk.
    func complete() throws(FileError) {
        guard fchmod(descriptor, 0o644) == 0, fsync(descriptor) == 0, rename(path, target) == 0 else {
            throw failure()
        }
        unlink(note)
        WholeFile.keepNames(besides: target)
    }

    func discard() {
        guard !isDiscarded else { return }
        isDiscarded = true
        unlink(path)
        unlink(note)
    }

    /// The lock is on the file itself; whoever gets it must see whether it still stands under its name, for the one
    /// who had it may have renamed or removed it.
    private static func openLocked(_ path: String, for target: String) throws -> Int32 {
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard descriptor >= 0 else {
                throw FileError.cannotWrite(target, reason: FileError.reason())
            }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                close(descriptor)
                throw InUse()
            }
            var opened = stat()
            var named = stat()
            if fstat(descriptor, &opened) == 0, stat(path, &named) == 0, opened.st_ino == named.st_ino,
                opened.st_dev == named.st_dev
            {
                return descriptor
            }
            close(descriptor)
        }
    }

    private func failure() -> FileError {
        .cannotWrite(target, reason: errno == ENOSPC ? WriteObstacle.diskFull.words : FileError.reason())
    }
}
