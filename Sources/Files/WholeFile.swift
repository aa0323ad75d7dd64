import Foundation
import Words

/// Files that appear under their name only once they are whole.
public enum WholeFile {
    /// Writes beside the destination first and then renames, which replaces an older file in one step.
    ///
    /// - Throws: ``FileError/cannotWrite(_:reason:)`` with the system's reason; nothing is left behind.
    public static func write(_ data: Data, to path: String) throws(FileError) {
        try Draft(of: data, for: path).publish()
    }

    /// Has the system write the names of a file's folder to the disk, so that a rename outlives a loss of power. Nothing is lost
    /// where it cannot.
    public static func keepNames(besides path: String) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// `stem.ending` for a folder, or with the lowest number that no file there has yet.
    public static func freeName(_ stem: String, ending: String = "png", in folder: String = ".") -> String {
        let safe = String(stem.map { $0 == "/" ? "-" : $0 })
        var name = "\(safe).\(ending)"
        var number = 2
        while FileManager.default.fileExists(atPath: folder + "/" + name) {
            name = "\(safe)-\(number).\(ending)"
            number += 1
        }
        return name
    }
}

/// A file that is whole and lies beside its place under another name.
struct Draft: ~Copyable {
    /// The path as errors name it.
    private let path: String
    /// Where symbolic links lead: a rename would replace the link.
    private let target: String
    private let draft: String

    /// - Throws: ``FileError/cannotWrite(_:reason:)``; nothing is left behind.
    init(of data: Data, for path: String) throws(FileError) {
        self.path = path
        target = Self.target(of: path)
        draft = "\(target).\(UUID().uuidString.prefix(8)).unfinished"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw Self.failure(path) }
        // Otherwise a loss of power after the rename could leave the name without the bytes.
        let isWritten = Self.writeAll(data, to: descriptor) && (fsync(descriptor) == 0 || errno == EINVAL)
        let code = errno
        guard close(descriptor) == 0, isWritten else {
            let error = Self.failure(path, isWritten ? errno : code)
            unlink(draft)
            throw error
        }
    }

    /// What is not published is removed.
    deinit { unlink(draft) }

    /// Gives the file its name, in the place of an older one.
    ///
    /// - Throws: ``FileError/cannotWrite(_:reason:)``.
    consuming func publish() throws(FileError) {
        guard rename(draft, target) == 0 else { throw Self.failure(path) }
        WholeFile.keepNames(besides: target)
    }

    static func target(of path: String) -> String {
        FileManager.default.fileExists(atPath: path)
            ? URL(fileURLWithPath: path).resolvingSymlinksInPath().path : path
    }

    private static func writeAll(_ data: Data, to descriptor: Int32) -> Bool {
        data.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Foundation.write(
                    descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }

    private static func failure(_ path: String, _ code: Int32 = errno) -> FileError {
        let reason = String(cString: strerror(code))
        return .cannotWrite(path, reason: Words(verbatim: reason.prefix(1).lowercased() + reason.dropFirst()))
    }
}
