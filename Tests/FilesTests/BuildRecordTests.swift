import Foundation
import Testing

@testable import Files

@Suite struct BuildRecordTests {
    private static let commit = "6bdc49f0123456789abcdef0123456789abcdef0"

    private func read(_ text: String) throws -> BuildRecord? {
        let path = NSTemporaryDirectory() + "build-" + UUID().uuidString
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return BuildRecord.read(path)
    }

    @Test(arguments: [commit, commit + "+changes", String(repeating: "a", count: 64)])
    func aRecordIsRead(_ commit: String) throws {
        let record = try #require(try read(#"{"commit": "\#(commit)", "day": "2026-11-29"}"#))
        #expect(record.commit == commit)
        #expect(record.day == "2026-11-29")
    }

    @Test(arguments: [
        "", "[]", #"{"commit": "\#(commit)"}"#,
        #"{"commit": "6bdc49f", "day": "2026-11-29"}"#,
        #"{"commit": "\#(commit)+", "day": "2026-11-29"}"#,
        #"{"commit": "+changes", "day": "2026-11-29"}"#,
        #"{"commit": "6BDC49F0123456789ABCDEF0123456789ABCDEF0", "day": "2026-11-29"}"#,
        #"{"commit": "\#(commit)", "day": "2026-11-29\nx"}"#,
        #"{"commit": "\#(commit)", "day": "26-11-2029"}"#,
        #"{"commit": "\#(commit)", "day": "2026-11-29", "more": "\#(String(repeating: " ", count: 1024))"}"#,
    ])
    func whatIsNoRecordIsNone(_ text: String) throws {
        #expect(try read(text) == nil)
    }

    @Test func withoutAFileThereIsNone() {
        #expect(BuildRecord.read("/nowhere/build.json") == nil)
        #expect(BuildRecord.read(NSTemporaryDirectory()) == nil)
    }
}
