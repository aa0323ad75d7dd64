import Foundation
import Tensors
import Testing

@Suite struct MappedFileTests {
    /// A file of floats 1, 2, 3 … in a folder of its own.
    private func file(of count: Int) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("glassbox-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appendingPathComponent("numbers").path
        let values = (1...count).map(Float.init)
        try values.withUnsafeBytes { Data($0) }.write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test func aFileThatIsCutWhileItIsReadCrashesNothing() throws {
        let path = try file(of: 1 << 16)
        let other = try MappedFile(path: try file(of: 16))
        do {
            let tensor = Tensor([1 << 16], in: try MappedFile(path: path), byteOffset: 0)
            #expect(tensor[1 << 15] == Float((1 << 15) + 1))
            #expect(MappedFile.shortened == nil)
            #expect(truncate(path, 4096) == 0)
            #expect(tensor[0] == 1)
            #expect(MappedFile.shortened == nil)
            #expect(tensor[1 << 15] == 0)
            #expect(tensor[(1 << 16) - 1] == 0)
            #expect(MappedFile.shortened == path)
        }
        // Nobody holds the file any more.
        #expect(MappedFile.shortened == nil)
        #expect(other.byteCount == 64)
    }

    @Test func aFileIsKnownByItsVersion() throws {
        let path = try file(of: 4)
        let version = try #require(FileVersion(path: path))
        #expect(version.isCurrent(at: path))
        try Data([1]).write(to: URL(fileURLWithPath: path))
        #expect(!version.isCurrent(at: path))
        try FileManager.default.removeItem(atPath: path)
        // Nothing took its place.
        #expect(version.isCurrent(at: path))
        #expect(FileVersion(path: path) == nil)
    }
}
