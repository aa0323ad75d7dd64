import Files
import Foundation
import Tensors
import Testing

@testable import ModelFormats

@Suite struct ZipArchiveTests {
    static let text = Array("Each layer of the network sees another part of the picture. ".utf8)

    private func message(_ sample: ZipSample) throws -> String? { try message(sample.bytes) }

    /// What opening an archive and reading all its entries says, without the folder of the path.
    private func message(_ bytes: [UInt8], limit: Int = 1 << 20) throws -> String? {
        let file = try TemporaryFile(bytes, named: "a.zip")
        do {
            let archive = try ZipArchive(MappedFile(path: file.path))
            for entry in archive.entries { _ = try archive.contents(of: entry, limit: limit) }
            return nil
        } catch let error as ZipError {
            #expect(error.path == file.path)
            return error.description.replacingOccurrences(of: file.path, with: "a.zip")
        }
    }

    @Test func readsStoredAndDeflatedEntries() throws {
        let long = (0..<2000).flatMap { _ in Self.text }
        var sample = ZipSample(entries: [
            .init(name: "folder/", data: []), .init(name: "folder/stored", data: Self.text, alignment: 64),
            .init(name: "deflated", data: long, isDeflated: true), .init(name: "empty", data: []),
            .init(name: "nothing deflated", data: [], isDeflated: true),
        ])
        for (isWide, comment) in [(false, ""), (true, ""), (false, "a comment"), (true, "PK\u{5}\u{6}")] {
            sample.isWide = isWide
            sample.comment = Array(comment.utf8)
            for index in sample.entries.indices { sample.entries[index].isWide = isWide }
            let file = try TemporaryFile(sample.bytes)
            let mapped = try MappedFile(path: file.path)
            #expect(ZipArchive.matches(mapped))
            let archive = try ZipArchive(mapped)
            #expect(
                archive.entries.map(\.name) == ["folder/stored", "deflated", "empty", "nothing deflated"])
            let stored = try #require(archive.entry(named: "folder/stored"))
            #expect(stored.range.lowerBound % 64 == 0)
            #expect(try archive.contents(of: stored, limit: 1000) == Self.text)
            #expect(archive.storedBytes(of: stored).map(Array.init) == Self.text)
            let deflated = try #require(archive.entry(named: "deflated"))
            #expect(archive.storedBytes(of: deflated) == nil)
            #expect(try archive.contents(of: deflated, limit: long.count) == long)
            for entry in archive.entries.suffix(2) {
                #expect(try archive.contents(of: entry, limit: 0).isEmpty)
            }
            #expect(archive.entry(named: "folder/") == nil)
        }
    }

    @Test func readsEntriesWhoseSizesFollowTheData() throws {
        let sample = ZipSample(entries: [.init(name: "a", data: Self.text, isDeflated: true, flags: 8)])
        #expect(try message(sample) == nil)
    }

    @Test func refusesWhatIsNoArchive() throws {
        let whole = ZipSample(entries: [.init(name: "a", data: Self.text)]).bytes
        let cutOff =
            "a.zip is a zip archive without a table of contents at its end; was its download cut off?"
        for count in [4, 21, 22, 60, whole.count - 1] {
            #expect(try message(Array(whole.prefix(count))) == cutOff)
        }
        #expect(try message(whole + [0]) == cutOff)
        var split = whole
        split[whole.count - 18] = 1
        #expect(
            try message(split)
                == "a.zip is one part of a zip archive that was split; join the parts first.")
        let damaged = "a.zip is damaged: the zip archive's table of contents cannot be read."
        for offset in [6, 10, 22 + 47] {
            var bytes = whole
            bytes[whole.count - offset] ^= 0x40
            #expect(try message(bytes) == damaged, "\(offset)")
        }
    }

    @Test func refusesADirectoryOfMillions() throws {
        var bytes = ZipSample(entries: [.init(name: "a", data: Self.text)], isWide: true).bytes
        let record = bytes.count - 22 - 20 - 56
        for field in [24, 32] {
            bytes.replaceSubrange(record + field..<record + field + 8, with: ZipSample.little(1 << 62, 8))
        }
        #expect(
            try message(bytes)
                == "a.zip is refused: its zip archive declares 4611686018427387904 entries, more than any network has."
        )
    }

    @Test func refusesOverlappingEntries() throws {
        // Every entry of the table is the same local file, which itself looks like many.
        let copies = (0..<50).map { _ in ZipSample.Entry(name: "a", data: Self.text, offset: 0) }
        var named = copies
        for index in named.indices { named[index].name = "a"; named[index].localName = "a" }
        #expect(
            try message(ZipSample(entries: named))
                == "a.zip is refused: the entry a of its zip archive overlaps another one.")
        let inner = ZipSample(entries: [.init(name: "b", data: Self.text)]).bytes.prefix(31 + Self.text.count)
        let outer = ZipSample(entries: [
            .init(name: "a", data: Array(inner)), .init(name: "b", data: Self.text, offset: 31),
        ])
        #expect(
            try message(outer) == "a.zip is refused: the entry b of its zip archive overlaps another one.")
    }

    @Test(arguments: [
        "../a", "a/../../b", "/etc/passwd", "..\\a", "C:\\a", "\\a", "..", "a\0b", "",
    ])
    func refusesNamesThatLeaveTheFolder(name: String) throws {
        #expect(
            try message(ZipSample(entries: [.init(name: name, data: Self.text)]))
                == "a.zip is refused: its zip archive has an entry with the unsafe name \(name).")
    }

    @Test func takesNamesThatStayInTheFolder() {
        for name in ["archive/data.pkl", "a..b/c", "...", "ä/ö", "a/"] { #expect(ZipDirectory.isSafe(name)) }
    }

    @Test func refusesHeadersThatDisagree() throws {
        let disagreeing = "a.zip is refused: its zip archive says two different things about the entry a."
        for entry in [
            ZipSample.Entry(name: "a", data: Self.text, localName: "b"),
            .init(name: "a", data: Self.text, localCount: 3),
            .init(name: "a", data: Self.text, localCount: 3, isWide: true),
        ] {
            #expect(try message(ZipSample(entries: [entry])) == disagreeing)
        }
        let whole = ZipSample(entries: [.init(name: "a", data: Self.text)]).bytes
        for offset in [6, 8, 14, 18] {
            var bytes = whole
            bytes[offset] ^= 8
            #expect(try message(bytes) == disagreeing, "\(offset)")
        }
    }

    @Test func refusesSizesThatCannotBe() throws {
        #expect(
            try message(ZipSample(entries: [.init(name: "a", data: Self.text, declaredCount: 61)]))
                == "a.zip is refused: the entry a cannot hold 61 bytes in 60.")
        let bomb = ZipSample(entries: [
            .init(name: "a", data: [0, 0, 0], isDeflated: true, declaredCount: 1 << 40, isWide: true)
        ])
        #expect(
            try message(bomb) == "a.zip is refused: the entry a cannot hold 1099511627776 bytes in 5.")
        let large = ZipSample(entries: [
            .init(name: "a", data: [UInt8](repeating: 0, count: 1000), isDeflated: true)
        ])
        #expect(
            try message(large.bytes, limit: 999)
                == "a.zip is refused: the entry a has 1000 bytes, more than the 999 it may have.")
        #expect(
            try message(ZipSample(entries: [.init(name: "a", data: Self.text, offset: 1 << 30)]))
                == "a.zip is damaged: the entry a does not lie within the file; was its download cut off?")
    }

    @Test func refusesDamagedContents() throws {
        let damaged =
            "a.zip is damaged: the entry a does not have the contents that its checksum promises."
        for entry in [
            ZipSample.Entry(name: "a", data: Self.text, checksum: 1),
            .init(name: "a", data: Self.text, isDeflated: true, declaredCount: 59),
            .init(name: "a", data: Self.text, isDeflated: true, declaredCount: 61),
            .init(name: "a", data: Self.text, isDeflated: true, checksum: 1),
            .init(name: "a", data: Self.text, method: 8),
        ] {
            #expect(try message(ZipSample(entries: [entry])) == damaged)
        }
    }

    @Test func refusesWhatItCannotRead() throws {
        #expect(
            try message(ZipSample(entries: [.init(name: "a", data: Self.text, flags: 1)]))
                == "a.zip: the entry a is encrypted; save the network without a password.")
        #expect(
            try message(ZipSample(entries: [.init(name: "a", data: Self.text, method: 14)]))
                == "a.zip: the entry a is compressed by method 14; only stored and deflated entries are read."
        )
        #expect(
            try message(
                ZipSample(entries: [.init(name: "a", data: [1]), .init(name: "a", data: [2])]))
                == "a.zip is refused: its zip archive has two entries called a.")
    }
}
