import Files
import Foundation
import Tensors
import Testing
import Words

@testable import Imaging

@Suite struct PNGFileTests {
    @Test(arguments: [(1, 1), (3, 2), (97, 61), (1, 4000), (4000, 1)])
    func writesWhatItReads(width: Int, height: Int) throws {
        let folder = try TemporaryFolder()
        var generator = SystemRandomNumberGenerator()
        let noise = (0..<width * height * 3).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let picture = Picture(width: width, height: height, pixels: noise)
        let path = folder.path + "/picture.png"
        try PNGFile.write(picture, to: path)
        #expect(try ImageFile.read(path) == picture)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["picture.png"])
    }

    @Test func replacesAnOlderFile() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("picture.png", "old".utf8)
        let picture = Picture(width: 2, height: 2, fill: RGB(1, 2, 3))
        try PNGFile.write(picture, to: path)
        #expect(try ImageFile.read(path) == picture)
    }

    @Test func namesTheFileThatCannotBeWritten() throws {
        let folder = try TemporaryFolder()
        let picture = Picture(width: 2, height: 2)
        let path = folder.path + "/no/such/folder/picture.png"
        #expect(throws: FileError.cannotWrite(path, reason: Words(verbatim: "no such file or directory"))) {
            try PNGFile.write(picture, to: path)
        }
        #expect(throws: FileError.cannotWrite(folder.path, reason: Words(verbatim: "is a directory"))) {
            try PNGFile.write(picture, to: folder.path)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        #expect(
            FileError.cannotWrite("a.png", reason: "is a directory").description
                == "The file a.png cannot be written: is a directory.")
    }
}
