import Files
import Foundation
import Imaging
import Tensors

/// The files that a command writes: all of them or none.
///
/// Each is first written beside its place under a hidden name; only when the last is whole do they get their names.
struct OutputFiles {
    private var jobs: [(path: String, write: (String) throws -> Void)] = []

    mutating func add(_ picture: Picture, at path: String) {
        jobs.append((path, { try PNGFile.write(picture, to: $0) }))
    }

    mutating func add(_ tensor: Tensor, at path: String) {
        jobs.append((path, { try NPYFile.write(tensor, to: $0) }))
    }

    /// - Throws: ``FileError/cannotWrite(_:reason:)`` under the name that the user gave.
    func write() throws {
        var staged: [(draft: String, path: String)] = []
        defer { for file in staged { unlink(file.draft) } }
        for (index, job) in jobs.enumerated() {
            let path = Self.target(of: job.path)
            let draft = Self.draft(for: path, index)
            staged.append((draft, path))
            do {
                try job.write(draft)
            } catch FileError.cannotWrite(_, let reason) {
                throw FileError.cannotWrite(job.path, reason: Self.reason(job.path) ?? reason)
            }
        }
        try Interruption.cancellation.check()
        for (file, job) in zip(staged, jobs) {
            if rename(file.draft, file.path) != 0 {
                throw FileError.cannotWrite(job.path, reason: String(cString: strerror(errno)))
            }
        }
    }

    /// A path that can be written to as far as one can see without writing.
    ///
    /// - Throws: ``FileError/cannotWrite(_:reason:)``: a long computation should not fail at its end.
    static func check(_ path: String) throws {
        if let reason = reason(path) { throw FileError.cannotWrite(path, reason: reason) }
    }

    /// Where symbolic links lead: a rename would replace the link.
    private static func target(of path: String) -> String {
        FileManager.default.fileExists(atPath: path)
            ? URL(fileURLWithPath: path).resolvingSymlinksInPath().path : path
    }

    private static func draft(for path: String, _ index: Int) -> String {
        folder(of: path) + "/.glassbox-\(getpid())-\(index)"
    }

    private static func folder(of path: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return parts.isEmpty ? "." : parts.count == 1 && parts[0].isEmpty ? "/" : parts.joined(separator: "/")
    }

    /// Why there can be no file of that name, or nil.
    private static func reason(_ path: String) -> String? {
        var status = stat()
        if stat(path, &status) == 0 {
            if status.st_mode & S_IFMT == S_IFDIR { return "it is a folder" }
            if status.st_mode & S_IFMT != S_IFREG { return "it is not a regular file" }
        }
        let folder = folder(of: target(of: path))
        guard stat(folder, &status) == 0 else { return "there is no folder \(folder)" }
        guard status.st_mode & S_IFMT == S_IFDIR else { return "\(folder) is not a folder" }
        return access(folder, W_OK) == 0 ? nil : "the folder \(folder) may not be written to"
    }
}
