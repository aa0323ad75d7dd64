import Foundation
import Tensors
import Testing

@testable import ModelFormats

@Suite struct ModelCacheTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
        "glassbox-\(UUID().uuidString)"
    ).path
    private let file = RemoteFile(
        address: "https://publisher.test/models/body.pth", size: .exactly(3), checksum: .md5("00"))

    @Test func onlyAWholeFileIsHere() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(ModelCache.path(of: file, in: folder) == nil)
        try FileManager.default.createDirectory(
            atPath: folder + "/body.pth", withIntermediateDirectories: true)
        #expect(ModelCache.path(of: file, in: folder) == nil)
        try FileManager.default.removeItem(atPath: folder + "/body.pth")
        try Data("ab".utf8).write(to: URL(fileURLWithPath: folder + "/body.pth.part"))
        #expect(ModelCache.path(of: file, in: folder) == nil)
        try Data("abc".utf8).write(to: URL(fileURLWithPath: folder + "/body.pth"))
        #expect(ModelCache.path(of: file, in: folder) == folder + "/body.pth")
    }

    @Test func removesAFileAndItsPart() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(try !ModelCache.remove(file, in: folder))
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["body.pth", "body.pth.part", "body.pth.part.from", "other.pth"] {
            try Data("abc".utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
        }
        #expect(try ModelCache.remove(file, in: folder))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["other.pth"])
    }

    @Test func anOpenPartIsInUse() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let part = try PartialFile(of: folder + "/body.pth")
        #expect(ModelCache.isBeingDownloaded(file, in: folder))
        #expect(throws: PartialFile.InUse.self) { try PartialFile(of: folder + "/body.pth") }
        withExtendedLifetime(part) {}
    }

    @Test func aPartWithoutBytesLeavesNothing() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try PartialFile(of: folder + "/body.pth")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        #expect(!ModelCache.isBeingDownloaded(file, in: folder))
    }
}
