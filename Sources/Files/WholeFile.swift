import Foundation

/// Files that appear under their name only once they are whole.
public enum WholeFile {
    /// Writes beside the destination first and then renames, which replaces an older file in one step.
    ///
    /// - Throws: ``FileError/cannotWrite(_:reason:)`` with the system's reason; nothing is left behind.
    public static func write(_ data: Data, to path: String) throws(FileError) {
        let unfinished = "\(path).\(UUID().uuidString.prefix(8)).unfinished"
        let descriptor = open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure(path) }
        guard writeAll(data, to: descriptor) else {
            let error = failure(path)
            close(descriptor)
            unlink(unfinished)
            throw error
        }
        guard close(descriptor) == 0, rename(unfinished, path) == 0 else {
            let error = failure(path)
            unlink(unfinished)
            throw error
        }
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

    private static func failure(_ path: String) -> FileError {
        .cannotWrite(path, reason: String(cString: strerror(errno)).lowercasedFirst)
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
