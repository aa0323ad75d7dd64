import Files
import Foundation
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
        let second = try file(of: 1 << 16)
        let other = try MappedFile(path: try file(of: 16))
        do {
            let (file, secondFile) = (try MappedFile(path: path), try MappedFile(path: second))
            func value(_ position: Int, of file: MappedFile) -> Float {
                file.bytes.load(fromByteOffset: position * 4, as: Float.self)
            }
            #expect(value(1 << 15, of: file) == Float((1 << 15) + 1))
            #expect(MappedFile.shortened.isDisjoint(with: [path, second]))
            #expect(truncate(path, 4096) == 0)
            #expect(value(0, of: file) == 1)
            #expect(!MappedFile.shortened.contains(path))
            #expect(value(1 << 15, of: file) == 0)
            #expect(value((1 << 16) - 1, of: file) == 0)
            #expect(MappedFile.shortened.contains(path))
            #expect(!MappedFile.shortened.contains(second))
            #expect(truncate(second, 4096) == 0)
            #expect(value(1 << 15, of: secondFile) == 0)
            // Whoever reads one of them learns of his own.
            #expect(MappedFile.shortened.isSuperset(of: [path, second]))
        }
        // Nobody holds the files any more.
        #expect(MappedFile.shortened.isDisjoint(with: [path, second]))
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
