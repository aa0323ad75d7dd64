import Foundation
import Testing
import Words

@testable import Files

@Suite struct WholeFileTests {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "whole-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    @Test func replacesAnOlderFileAndLeavesNothingElse() throws {
        for text in ["a longer text", "short"] {
            try WholeFile.write(Data(text.utf8), to: folder + "/a")
            #expect(FileManager.default.contents(atPath: folder + "/a") == Data(text.utf8))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a"])
    }

    @Test func saysWhatTheSystemSays() throws {
        #expect(throws: FileError.cannotWrite(folder, reason: Words(verbatim: "is a directory"))) {
            try WholeFile.write(Data(), to: folder)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        #expect(
            throws: FileError.cannotWrite(
                folder + "/none/a", reason: Words(verbatim: "no such file or directory"))
        ) { try WholeFile.write(Data(), to: folder + "/none/a") }
    }

    @Test func aFreeNameHasTheLowestNumber() throws {
        for expected in ["cat-dog.png", "cat-dog-2.png", "cat-dog-3.png"] {
            let name = WholeFile.freeName("cat/dog", in: folder)
            #expect(name == expected)
            try WholeFile.write(Data(), to: folder + "/" + name)
        }
        #expect(WholeFile.freeName("cat-dog", ending: "npy", in: folder) == "cat-dog.npy")
    }
}
