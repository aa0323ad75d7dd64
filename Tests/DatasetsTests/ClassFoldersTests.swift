import Files
import Foundation
import Imaging
import Testing

@testable import Datasets

@Suite struct ClassFoldersTests {
    private let folder = TemporaryFolder()

    @Test func foldersAreClassesInTheOrderOfTheirBytes() throws {
        for name in ["dog/b.png", "dog/a.PNG", "Cat/x.png", "가방/사진 1.png", "dog/deep/c.png"] {
            folder.picture(name)
        }
        folder.write("notes", to: "dog/notes.txt")
        folder.write("hidden", to: "dog/.hidden.png")
        let set = try Dataset(folder.path + "/")
        #expect(set.classNames == ["Cat", "dog", "가방"])
        #expect(
            set.entries.map(\.name) == [
                "Cat/x.png", "dog/a.PNG", "dog/b.png", "dog/deep/c.png", "가방/사진 1.png",
            ])
        #expect(set.entries.map(\.label) == [0, 1, 1, 1, 2])
        #expect(set.entries.allSatisfy { $0.part == nil && $0.box == nil })
        #expect(set.remarks == [.otherFiles(1, endings: ["txt"])])
        #expect(try set.picture(at: 4).width == 4)
        #expect(set.filePath(at: 0) == folder.path + "/Cat/x.png")
        #expect(set.isLabelled)
    }

    @Test func partsAreStated() throws {
        for name in ["train/cat/1.png", "train/dog/2.png", "val/cat/3.png", "Test/bird/4.png"] {
            folder.picture(name)
        }
        let set = try Dataset(folder.path)
        #expect(set.classNames == ["bird", "cat", "dog"])
        #expect(
            set.indexes(of: .training).map { set.entries[$0].name } == ["train/cat/1.png", "train/dog/2.png"])
        #expect(set.indexes(of: .validation).map { set.entries[$0].label } == [1])
        #expect(set.indexes(of: .test).map { set.entries[$0].label } == [0])
    }

    /// `train` may be a thing, too.
    @Test func aClassMayBeCalledAsAPartIs() throws {
        for name in ["train/1.png", "ship/2.png"] { folder.picture(name) }
        let set = try Dataset(folder.path)
        #expect(set.classNames == ["ship", "train"])
        #expect(set.entries.allSatisfy { $0.part == nil })
    }

    @Test func whatIsOddIsSaid() throws {
        folder.picture("cat/1.png")
        folder.picture("beside.png")
        try FileManager.default.createDirectory(
            atPath: folder.path + "/empty", withIntermediateDirectories: true)
        let set = try Dataset(folder.path)
        #expect(set.classNames == ["cat", "empty"])
        #expect(set.remarks == [.besideClasses(1), .emptyClasses(["empty"])])
        #expect(set.entries.last == Dataset.Entry(name: "beside.png", label: nil))
        let one = try Dataset(folder.path + "/cat")
        #expect(!one.isLabelled && one.count == 1)
    }

    @Test func oneClassIsSaid() throws {
        folder.picture("cat/1.png")
        #expect(try Dataset(folder.path).remarks == [.oneClass("cat")])
    }

    @Test func foldersWithoutPicturesAreRefused() throws {
        #expect(throws: DatasetError.noPictures(folder.path)) { try Dataset(folder.path) }
        folder.write("text", to: "cat/a.txt")
        #expect(throws: DatasetError.noPictures(folder.path)) { try Dataset(folder.path) }
        #expect(throws: FileError.missing("/no/such")) { try Dataset("/no/such") }
        #expect(throws: FileError.notRegular("/dev/null")) { try Dataset("/dev/null") }
    }

    @Test func linksInACircleEnd() throws {
        folder.picture("cat/1.png")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/cat/again", withDestinationPath: folder.path + "/cat")
        let set = try Dataset(folder.path)
        #expect(set.entries.map(\.name) == ["cat/1.png"])
    }

    @Test func pictureWithoutAnEndingIsRecognisedByItsBytes() throws {
        folder.picture("cat/picture")
        folder.write("text", to: "cat/readme")
        let set = try Dataset(folder.path)
        #expect(set.entries.map(\.name) == ["cat/picture"])
        #expect(set.remarks == [.otherFiles(1, endings: ["–"]), .oneClass("cat")])
    }

    /// A hundred thousand files, listed without being opened: within a second where the code is optimised.
    @Test func manyFilesAreListedQuickly() throws {
        for name in ["a", "b"] {
            try FileManager.default.createDirectory(
                atPath: folder.path + "/" + name, withIntermediateDirectories: true)
        }
        let count = 20_000
        for index in 0..<count {
            let descriptor = open(
                "\(folder.path)/\(index % 2 == 0 ? "a" : "b")/\(index).jpg", O_CREAT | O_WRONLY, 0o600)
            #expect(descriptor >= 0)
            close(descriptor)
        }
        let start = ContinuousClock.now
        let set = try Dataset(folder.path)
        #expect(set.count == count)
        #expect(ContinuousClock.now - start < .seconds(120))
    }
}
