import Foundation
import Words

/// Several files that appear under their names together: all of them or none.
///
/// Each is first written beside its place; only when the last is whole do they get their names.
public struct StagedFiles {
    private var jobs: [(path: String, data: () throws -> Data)] = []

    public init() {}

    /// - Parameter data: the file's bytes, asked for once.
    public mutating func add(_ path: String, _ data: @escaping () throws -> Data) {
        jobs.append((path, data))
    }

    /// - Parameter check: called when all are whole and none has its name yet; what it throws leaves nothing behind.
    /// - Throws: ``FileError/cannotWrite(_:reason:)`` under the name that was given, what a file's data or `check` throws.
    public func write(after check: () throws -> Void = {}) throws {
        try write(jobs[...], check)
    }

    private func write(
        _ rest: ArraySlice<(path: String, data: () throws -> Data)>, _ check: () throws -> Void
    )
        throws
    {
        guard let job = rest.first else { return try check() }
        let data = try job.data()
        let draft: Draft
        do throws(FileError) {
            draft = try Draft(of: data, for: job.path)
        } catch {
            throw Self.obstacle(job.path).map { FileError.cannotWrite(job.path, reason: $0) } ?? error
        }
        try write(rest.dropFirst(), check)
        try draft.publish()
    }

    /// Looks whether a path can be written to, as far as one can see without writing: a long computation should not fail at
    /// its end.
    ///
    /// - Throws: ``FileError/cannotWrite(_:reason:)``.
    public static func check(_ path: String) throws(FileError) {
        if let reason = obstacle(path) { throw .cannotWrite(path, reason: reason) }
    }

    /// Why there can be no file of that name, or nil.
    private static func obstacle(_ path: String) -> Words? {
        var status = stat()
        if stat(path, &status) == 0 {
            if status.st_mode & S_IFMT == S_IFDIR { return "it is a folder" }
            if status.st_mode & S_IFMT != S_IFREG { return "it is not a regular file" }
        }
        let folder = folder(of: Draft.target(of: path))
        guard stat(folder, &status) == 0 else { return "there is no folder \(folder)" }
        guard status.st_mode & S_IFMT == S_IFDIR else { return "\(folder) is not a folder" }
        return access(folder, W_OK) == 0 ? nil : "the folder \(folder) may not be written to"
    }

    private static func folder(of path: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return parts.isEmpty ? "." : parts.count == 1 && parts[0].isEmpty ? "/" : parts.joined(separator: "/")
    }
}
