import Foundation
import Testing

@testable import Files

@Suite struct StagedFilesTests {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "staged-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    private func files(_ names: String...) -> StagedFiles {
        var files = StagedFiles()
        for name in names { files.add("\(folder)/\(name)") { Data(name.utf8) } }
        return files
    }

    private struct Stopped: Error {}

    @Test func allAppearTogether() throws {
        var staged: [String] = []
        try files("a", "b").write { staged = try names() }
        #expect(staged.count == 2 && staged.allSatisfy { $0.hasSuffix(".unfinished") })
        #expect(try names() == ["a", "b"])
        #expect(FileManager.default.contents(atPath: folder + "/b") == Data("b".utf8))
    }

    @Test func orNoneDoes() throws {
        #expect(throws: Stopped.self) { try files("a", "b").write { throw Stopped() } }
        let error = #expect(throws: FileError.self) { try files("a", "none/c").write() }
        #expect(
            error?.description
                == "The file \(folder)/none/c cannot be written: there is no folder \(folder)/none.")
        #expect(try names().isEmpty)
    }

    @Test func anOlderFileIsReplacedWhereItsLinkLeads() throws {
        try files("a").write()
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/link", withDestinationPath: folder + "/a")
        try files("link").write()
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link") == folder + "/a")
        #expect(FileManager.default.contents(atPath: folder + "/a") == Data("link".utf8))
        #expect(try names() == ["a", "link"])
    }

    @Test func looksBeforeALongComputation() throws {
        try StagedFiles.check(folder + "/new")
        try files("a").write()
        for (path, reason) in [
            (folder, "it is a folder"), ("/dev/null", "it is not a regular file"),
            (folder + "/none/a", "there is no folder \(folder)/none"),
            (folder + "/a/b", "\(folder)/a is not a folder"),
        ] {
            let error = #expect(throws: FileError.self) { try StagedFiles.check(path) }
            #expect(error?.description == "The file \(path) cannot be written: \(reason).")
        }
    }
}
