import Testing

@testable import ModelFormats

@Suite struct CatalogueEntryTests {
    @Test func namesAreUnique() {
        let names = ModelCatalogue.entries.map(\.name)
        #expect(Set(names).count == names.count)
        let files = ModelCatalogue.entries.compactMap(\.remoteFile?.name)
        #expect(Set(files).count == files.count && files.count > 10)
    }

    @Test(arguments: ModelCatalogue.entries) func isWhole(_ entry: ModelCatalogue.Entry) {
        #expect(entry.summary.english.last == "." && !entry.licence.isEmpty && !entry.publisher.isEmpty)
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
        for entry in ModelCatalogue.entries {
            guard let file = entry.remoteFile, file.name.hasSuffix(".pth") else { continue }
            let prefix = String(file.name.dropLast(".pth".count).suffix(8))
            switch file.checksum {
            case .sha256(let digits): #expect(digits.hasPrefix(prefix))
            case .sha256Prefix(let digits): #expect(digits == prefix)
            case .md5: Issue.record("\(entry.name) has an MD5 sum")
            }
        }
    }

    @Test func isFoundByItsArchitecturesName() throws {
        for entry in ModelCatalogue.entries {
            #expect(
                Architectures.named(entry.name, of: entry.architecture.framework)?.title
                    == entry.architecture.title)
        }
        #expect(Architectures.named("VGG16", of: .keras)?.name == "keras-vgg16")
        #expect(Architectures.named("keras-vgg16", of: .torch) == nil)
        #expect(ModelCatalogue.entries[0].name == ModelCatalogue.defaultName)
    }

    @Test(arguments: [
        "resnet18", "squeezenet1_1", "mobilenet_v2", "densenet121", "keras-resnet50", "keras-xception",
    ])
    func isBuiltWithRandomWeights(_ name: String) throws {
        let entry = try ModelCatalogue.entry(named: name)
        let model = try ModelCatalogue.load(name, weights: .random(seed: 1))
        #expect(model.graph.classCount == entry.classCount)
        #expect(model.labels?.names.count == entry.classCount)
        #expect(try model.layer(named: model.recommendedLayer).hasSpatialExtent)
        #expect(model.preprocessing.rows == (name == "keras-xception" ? 299 : 224))
        // A file of 32-bit floats is a little larger than its parameters.
        let bytes = try #require(entry.remoteFile?.size.byteCount)
        #expect(abs(Double(bytes) / Double(model.graph.parameterCount * 4) - 1) < 0.02)
    }

    @Test func aFileIsNamedAsItsAddressEnds() throws {
        let file = try #require(try ModelCatalogue.entry(named: "resnet18").remoteFile)
        #expect(file.name == "resnet18-f37072fd.pth")
        #expect(file.address == "https://download.pytorch.org/models/resnet18-f37072fd.pth")
        #expect(file.size == .exactly(46_830_571))
    }
}
