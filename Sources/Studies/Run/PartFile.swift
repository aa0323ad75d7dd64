import Files
import Foundation

/// The file into which one part of a study is written, line by line, and from which an interrupted run goes on.
///
/// It is never overwritten: a file that holds something else is refused. Only its last line says that it is whole.
final class PartFile {
    let path: String
    /// Whether a run has ended before.
    private(set) var isWhole = false
    /// Bytes of whole lines that are there.
    private(set) var byteCount = 0
    private let descriptor: Int32

    /// Opens the file of a part, or makes it.
    ///
    /// - Parameter restarts: whether lines of pictures that are there cannot be used, because the run counts, too.
    /// - Throws: `FileError`, ``StudyObstacle``.
    init(_ path: String, _ study: StudyDescription, _ shard: Shard, restarts: Bool) throws {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileError.cannotWrite(path, reason: FileError.reason()) }
        do {
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
                throw StudyObstacle.busy(path)
            }
            try resume(study, shard, restarts)
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(descriptor) }

    private func resume(_ study: StudyDescription, _ shard: Shard, _ restarts: Bool) throws {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw FileError.notRegular(path)
        }
        let start = try JSONText.line(of: Lines.Start(study: study, shard: shard))
        guard status.st_size > 0 else { return try append(start) }
        let file = try PartReader(path)
        guard let first = file.start else {
            // Only the beginning of the first line was written.
            guard !file.hasWholeLine, file.isPrefix(of: start) else { throw StudyObstacle.otherStudy(path) }
            try cut(to: 0)
            return try append(start)
        }
        guard first.study.isSameStudy(as: study), first.shard == shard else {
            throw StudyObstacle.otherStudy(path)
        }
        isWhole = file.isWhole
        if isWhole {
            byteCount = Int(status.st_size)
        } else {
            try cut(to: restarts ? file.firstLineEnd : file.pictureLinesEnd)
        }
    }

    private func cut(to length: Int) throws {
        guard ftruncate(descriptor, off_t(length)) == 0 else {
            throw FileError.cannotWrite(path, reason: FileError.reason())
        }
        byteCount = length
    }

    /// Adds whole lines.
    ///
    /// - Throws: `FileError`: what was written of them is taken away again.
    func append(_ data: Data) throws {
        var done = 0
        try data.withUnsafeBytes { bytes in
            while done < bytes.count {
                let count = pwrite(
                    descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(byteCount + done))
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else {
                    let reason = FileError.reason()
                    _ = ftruncate(descriptor, off_t(byteCount))
                    throw FileError.cannotWrite(path, reason: reason)
                }
                done += count
            }
        }
        byteCount += done
    }

    private static func checksum(_ file: MappedFile) -> String {
        withExtendedLifetime(file) { PartReader.checksum(file.bytes) }
    }

    /// Writes the last line, once all before it is on the disk.
    func finish(pictures: Int) throws {
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw FileError.cannotWrite(path, reason: FileError.reason())
        }
        let checksum = try Self.checksum(MappedFile(descriptor: descriptor, path: path))
        try append(
            JSONText.line(of: Lines.End(end: Lines.End.Manifest(pictures: pictures, checksum: checksum))))
        _ = fsync(descriptor)
        isWhole = true
    }
}
