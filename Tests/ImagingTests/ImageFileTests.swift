import Foundation
import Testing

@testable import Imaging

/// Every kind of picture against what Pillow makes of it.
@Suite struct ImageFileTests {
    struct Size: Decodable { let width, height: Int }

    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: Golden.path("pictures"))) ?? []
        return files.filter { !$0.hasSuffix(".rgb") && !$0.hasSuffix(".json") }.sorted()
    }()

    static func manifest() throws -> [String: Size] {
        let data = try Data(contentsOf: URL(fileURLWithPath: Golden.path("pictures/manifest.json")))
        return try JSONDecoder().decode([String: Size].self, from: data)
    }

    @Test func everyPictureIsTested() throws {
        #expect(Set(Self.names) == Set(try Self.manifest().keys))
        #expect(Self.names.count == 90)
    }

    @Test(arguments: names) func readsAsPillowDoes(name: String) throws {
        let size = try #require(try Self.manifest()[name])
        let expected = try Golden.picture("pictures/\(name).rgb", size.width, size.height)
        let picture = try ImageFile.read(Golden.path("pictures/\(name)"))
        try #require(picture.width == expected.width && picture.height == expected.height)
        #expect(picture.distance(to: expected) == 0)
        let summary = try ImageFile.inspect(Golden.path("pictures/\(name)"))
        #expect(summary.width == size.width && summary.height == size.height)
    }

    @Test func choosesByContentNotByName() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("really-a-png.jpg", Golden.bytes("pictures/rgb.png"))
        #expect(try ImageFile.inspect(path) == ImageFile.Summary(format: .png, width: 33, height: 21))
        #expect(try ImageFile.read(path) == ImageFile.read(Golden.path("pictures/rgb.png")))
    }

    @Test func readsEveryFormat() throws {
        let formats = try Self.names.map { try ImageFile.inspect(Golden.path("pictures/\($0)")).format }
        #expect(Set(formats) == Set(ImageFile.Format.allCases))
    }
}
