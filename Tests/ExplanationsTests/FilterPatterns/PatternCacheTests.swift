import Foundation
import GoldenData
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

@Suite struct PatternCacheTests {
    private let folder = NSTemporaryDirectory() + "glassbox-patterns-\(UUID().uuidString)"
    private let recipe = PatternRecipe(
        style: .pygame, direction: .ascent, height: 8, width: 8, steps: 1, seed: 0)

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    private func pattern(_ index: UInt64) -> Tensor {
        Tensor([3, 6, 8], uniform([144], index: index).values.map { (($0 + 1) * 127).rounded() / 255 })
    }

    private func key(_ recipe: PatternRecipe? = nil) throws -> PatternCache.Key {
        let model = try PatternSample.model()
        return PatternCache.Key(model: model, graph: model.graph, recipe: recipe ?? self.recipe)
    }

    @Test func givesBackWhatItKept() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cache = PatternCache(folder: folder)
        #expect(cache.pattern(0, of: try key()) == nil)
        cache.keep(pattern(1), 0, of: try key())
        cache.keep(pattern(2), 1, of: try key())
        #expect(cache.pattern(0, of: try key())?.values == pattern(1).values)
        #expect(cache.pattern(1, of: try key())?.values == pattern(2).values)
        #expect(cache.pattern(2, of: try key()) == nil)
        #expect(try names().count == 2)
        let other = PatternRecipe(
            style: .pygame, direction: .descent, height: 8, width: 8, steps: 1, seed: 0)
        #expect(cache.pattern(0, of: try key(other)) == nil)
    }

    @Test func otherWeightsHaveOtherPatterns() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cache = PatternCache(folder: folder)
        func key(weight: Float) throws -> PatternCache.Key {
            var builder = GraphBuilder(name: "one", input: [3, 8, 8])
            var values = uniform([2, 3, 3, 3], index: 1).values
            values[values.count - 1] = weight
            _ = try builder.add(
                "layer", Convolution(weights: Tensor([2, 3, 3, 3], values), window: Window([3, 3])),
                builder.input)
            let model = Model(
                name: "one", title: "One", graph: builder.build(logits: nil),
                preprocessing: Preprocessing(.stretch, .tf, size: 8), labels: nil, recommendedLayer: "layer")
            return PatternCache.Key(model: model, graph: model.graph, recipe: recipe)
        }
        cache.keep(pattern(1), 0, of: try key(weight: 1))
        #expect(cache.pattern(0, of: try key(weight: 1)) != nil)
        #expect(cache.pattern(0, of: try key(weight: 1.0001)) == nil)
    }

    @Test func unreadableFilesAreAsIfNotThere() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cache = PatternCache(folder: folder)
        cache.keep(pattern(1), 0, of: try key())
        let path = folder + "/" + (try names())[0]
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for junk in [Data(), Data("no picture".utf8), whole.prefix(whole.count / 2)] {
            try junk.write(to: URL(fileURLWithPath: path))
            #expect(cache.pattern(0, of: try key()) == nil)
        }
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(cache.pattern(0, of: try key()) == nil)
        cache.trim()
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/dev/zero")
        #expect(cache.pattern(0, of: try key()) == nil)
        // A folder that cannot be written to.
        let blocked = PatternCache(folder: path + "/below")
        blocked.keep(pattern(1), 0, of: try key())
        blocked.trim()
        #expect(blocked.pattern(0, of: try key()) == nil)
    }

    @Test func whatWasUsedLongestAgoGoesFirst() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cache = PatternCache(folder: folder)
        for filter in 0..<4 { cache.keep(pattern(UInt64(filter)), filter, of: try key()) }
        let files = try names()
        var total = 0
        for (index, file) in files.enumerated() {
            let path = folder + "/" + file
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1e9 + Double(index))], ofItemAtPath: path)
            total += try Data(contentsOf: URL(fileURLWithPath: path)).count
        }
        let foreign = ["notes.txt", "picture.png", "0-1-2.png"]
        for name in foreign {
            try Data(repeating: 0, count: 5000).write(to: URL(fileURLWithPath: folder + "/" + name))
        }
        let unfinished = folder + "/" + files[0] + ".ABCDEF12.unfinished"
        try Data("x".utf8).write(to: URL(fileURLWithPath: unfinished))
        // Reading the oldest makes it the newest.
        #expect(cache.pattern(0, of: try key()) != nil)
        PatternCache(folder: folder, byteLimit: total).trim()
        #expect(try names() == (files + foreign + [files[0] + ".ABCDEF12.unfinished"]).sorted())
        PatternCache(folder: folder, byteLimit: total - 1).trim(now: Date(timeIntervalSinceNow: 4000))
        #expect(try names() == (foreign + [files[0], files[2], files[3]]).sorted())
        PatternCache(folder: folder, byteLimit: 0).trim()
        #expect(try names() == foreign.sorted())
    }
}
