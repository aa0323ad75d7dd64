import Foundation

/// Which commit the program was built from: `Resources/build.json`, which packages and installations have beside the program.
///
/// A program that runs out of a checkout has none.
public struct BuildRecord: Sendable, Equatable, Codable {
    /// Git's name of the commit, 40 or 64 hexadecimal digits; `+changes` follows where files differed from it.
    public let commit: String
    /// The commit's day in UTC, `2026-11-29`.
    public let day: String

    /// That of the running program, nil where there is none or it is not as it must be.
    public static let current = (try? ResourceFolder.path("Resources/build.json")).flatMap(read)

    /// - Returns: nil where the file is missing, longer than a record is, or no record.
    public static func read(_ path: String) -> BuildRecord? {
        guard let file = try? MappedFile(path: path), file.byteCount <= 1024,
            let record = JSONValue.decode(BuildRecord.self, from: file.bytes),
            record.isWellFormed
        else { return nil }
        return record
    }

    private var isWellFormed: Bool {
        let name = commit.hasSuffix(Self.changed) ? commit.dropLast(Self.changed.count) : commit[...]
        let parts = day.split(separator: "-", omittingEmptySubsequences: false)
        return [40, 64].contains(name.utf8.count)
            && name.utf8.allSatisfy(Set("0123456789abcdef".utf8).contains)
            && parts.map(\.utf8.count) == [4, 2, 2]
            && parts.joined().utf8.allSatisfy(Set("0123456789".utf8).contains)
    }

    private static let changed = "+changes"
}
