import Files
import Foundation
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// Patterns that come with the program.
@Suite struct ShippedPatternsTests {
    private func answer(_ options: [String: String], seed: UInt64 = 0, keeps: Bool = true) throws
        -> Explanation
    {
        let analysis = try Sample.catAnalysis("vgg16-features")
        var values = OptionValues()
        for (name, value) in options { try values.set(name, to: value, for: FilterPatterns()) }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let layer = try analysis.model.layer(named: "block1_conv1")
        return try FilterPatterns().explain(
            Question(layer: layer, options: values, seed: seed, cacheFolder: keeps ? folder.path : nil),
            of: analysis)
    }

    @Test func areShownAtOnceAndMarked() throws {
        let page = try answer([:])
        #expect(page.raw.shape == Shape([64, 3, 128, 128]))
        #expect(page.notices == [Notice.precomputedPatterns.words])
        // Each filter its own, and none of them grey.
        let tiles = (0..<64).map { page.raw.part($0) }
        #expect(tiles.allSatisfy { TensorStatistics($0).deviation > 0.02 })
        #expect(tiles[0].values != tiles[1].values)
    }

    /// Compressed, they are what a search finds but for a few levels.
    @Test func areWhatASearchFinds() throws {
        let shipped = try answer(["grid": "1x1", "page": "6"])
        #expect(shipped.notices == [Notice.precomputedPatterns.words])
        let searched = try answer(["grid": "1x1", "page": "6"], keeps: false)
        #expect(searched.notices.isEmpty)
        let difference = zip(shipped.raw.values, searched.raw.values).reduce(0.0) {
            $0 + Double(abs($1.0 - $1.1))
        }
        #expect(difference / Double(shipped.raw.count) < 0.06)
    }

    @Test func anotherSeedOrOptionIsComputed() throws {
        #expect(try answer(["grid": "1x1", "steps": "1"]).notices.isEmpty)
        #expect(try answer(["grid": "1x1", "steps": "1"], seed: 1).notices.isEmpty)
    }

    @Test func takeNoMoreThanTheirShare() throws {
        let folder = try ResourceFolder.path("Resources/patterns")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        let sizes = try files.map {
            try FileManager.default.attributesOfItem(atPath: folder + "/" + $0)[.size] as? Int ?? 0
        }
        #expect(!sizes.isEmpty && sizes.reduce(0, +) <= 15 << 20)
    }
}
