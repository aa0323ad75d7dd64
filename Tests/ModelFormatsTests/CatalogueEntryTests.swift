import Testing

@testable import ModelFormats

@Suite struct CatalogueEntryTests {
    @Test func namesAreUnique() {
        let names = ModelCatalogue.entries.map(\.name)
        #expect(Set(names).count == names.count)
        let files = ModelCatalogue.entries.compactMap(\.remoteFile?.name)
        #expect(Set(files).count == files.count && files.count == 15)
    }

    @Test(arguments: ModelCatalogue.entries) func isWhole(_ entry: ModelCatalogue.Entry) {
        #expect(entry.summary.last == "." && !entry.licence.isEmpty && !entry.publisher.isEmpty)
        #expect((entry.classCount == nil) == (entry.advice != nil))
        guard let file = entry.remoteFile else { return }
        #expect(file.address.hasPrefix("https://"))
        #expect(file.size.byteCount > 1_000_000)
        let (digits, count) =
            switch file.checksum {
            case .sha256(let digits): (digits, 64)
            case .sha256Prefix(let digits): (digits, 8)
            case .md5(let digits): (digits, 32)
            }
        #expect(digits.count == count && digits.allSatisfy { $0.isHexDigit && !$0.isUppercase })
    }

    /// A file of torchvision carries the first digits of its SHA-256 in its name.
    @Test func checksumsAgreeWithNames() {
        for entry in ModelCatalogue.torchvision {
            let file = entry.remoteFile!
            let prefix = String(file.name.dropLast(".pth".count).suffix(8))
            switch file.checksum {
            case .sha256(let digits): #expect(digits.hasPrefix(prefix))
            case .sha256Prefix(let digits): #expect(digits == prefix)
            case .md5: Issue.record("\(entry.name) has an MD5 sum")
            }
        }
    }

    @Test func aFileIsNamedAsItsAddressEnds() throws {
        let file = try #require(try ModelCatalogue.entry(named: "resnet18").remoteFile)
        #expect(file.name == "resnet18-f37072fd.pth")
        #expect(file.address == "https://download.pytorch.org/models/resnet18-f37072fd.pth")
        #expect(file.size == .exactly(46_830_571))
    }
}
