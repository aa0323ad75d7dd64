import Files
import Foundation
import GoldenData
import Imaging
import ModelFormats
import NeuralNetwork
import Synchronization
import Tensors
import Testing

@testable import Explanations

@Suite struct FilterPatternsTests {
    private func options(_ values: [String: String]) throws -> OptionValues {
        var options = OptionValues()
        for (name, value) in ["pattern-size": "24", "steps": "3"].merging(values, uniquingKeysWith: { $1 }) {
            try options.set(name, to: value, for: FilterPatterns())
        }
        return options
    }

    private func question(
        _ analysis: Analysis, _ values: [String: String] = [:], layer: String = "last", focus: Int? = nil,
        cacheFolder: String? = nil, progress: ProgressReceiver? = nil, cancellation: Cancellation? = nil
    ) throws -> Question {
        Question(
            layer: try analysis.model.layer(named: layer), options: try options(values), seed: 5,
            cancellation: cancellation, progress: progress, focus: focus, cacheFolder: cacheFolder)
    }

    @Test func aPageHasItsTiles() throws {
        let analysis = try PatternSample.analysis()
        let whole = try FilterPatterns().explain(question(analysis), of: analysis)
        #expect(whole.raw.shape == [5, 3, 24, 24])
        #expect(whole.notices.isEmpty)
        let second = try FilterPatterns().explain(
            question(analysis, ["grid": "1x2", "page": "2"]), of: analysis)
        #expect(second.raw.shape == [2, 3, 24, 24])
        #expect(relativeError(second.raw.part(0), whole.raw.part(2)) <= 0.01)
        let last = try FilterPatterns().explain(
            question(analysis, ["grid": "1x2", "page": "9"]), of: analysis)
        #expect(last.raw.shape == [1, 3, 24, 24])
        #expect(relativeError(last.raw.part(0), whole.raw.part(4)) <= 0.01)
        let picture = try whole.presentation(options(["grid": "2x3"]), in: nil)
            .picture()
        #expect((picture.width, picture.height) == (3 * 24 + 2 * 5, 2 * 24 + 5))
    }

    @Test func silentFiltersAreNamed() throws {
        let analysis = try PatternSample.analysis()
        let found = try FilterPatterns().explain(
            question(analysis, ["style": "pygame", "steps": "6"]), of: analysis)
        #expect(found.raw.shape == [5, 3, 12, 12])
        #expect(found.raw.values.allSatisfy { (0...1).contains($0) })
        let sentence = try #require(found.notices.first).english
        #expect(
            sentence.hasSuffix(
                " of 5 filters gave no gradient, so their tiles stay noise; the style glassbox shows a pattern for "
                    + "them, too."))
    }

    @Test func asSecondTimeComesFromDisk() throws {
        let folder = NSTemporaryDirectory() + "glassbox-cache-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let analysis = try PatternSample.analysis()
        let first = try FilterPatterns().explain(question(analysis, cacheFolder: folder), of: analysis)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/patterns")
        #expect(names.count == 5)
        let reports = Mutex(0)
        let counting = ProgressReceiver(interval: .zero) { _, _ in reports.withLock { $0 += 1 } }
        let second = try FilterPatterns().explain(
            question(analysis, cacheFolder: folder, progress: counting), of: analysis)
        #expect(second.raw.values == first.raw.values)
        #expect(reports.withLock { $0 } == 0)
        // A picture of another size is none of ours.
        try PNGFile.write(Picture(width: 7, height: 9), to: folder + "/patterns/" + names[0])
        let third = try FilterPatterns().explain(question(analysis, cacheFolder: folder), of: analysis)
        #expect(relativeError(third.raw, first.raw) <= 0.01)
    }

    @Test func theTileThatSomebodyPointsAtComesFirst() throws {
        let analysis = try PatternSample.analysis()
        let first = Mutex<Tensor?>(nil)
        let receiver = ProgressReceiver(interval: .seconds(100)) { fraction, partial in
            let tensor = partial()?.raw
            first.withLock { if $0 == nil { $0 = tensor } }
            #expect((0...1).contains(fraction))
        }
        _ = try FilterPatterns().explain(
            question(analysis, ["grid": "1x5"], focus: 3, progress: receiver), of: analysis)
        let partial = try #require(first.withLock { $0 })
        #expect(partial.shape == [5, 3, 24, 24])
        for tile in 0..<5 {
            let isGrey = partial.part(tile).values.allSatisfy { $0 == 0.5 }
            #expect(isGrey == (tile != 3), "tile \(tile)")
        }
    }

    @Test func aCancelledSearchStops() throws {
        let analysis = try PatternSample.analysis()
        let cancellation = Cancellation()
        let receiver = ProgressReceiver(interval: .zero) { _, _ in cancellation.cancel() }
        #expect(throws: CancellationError.self) {
            try FilterPatterns().explain(
                question(analysis, ["steps": "10000"], progress: receiver, cancellation: cancellation),
                of: analysis)
        }
    }

    @Test func onlyConvolutionsHaveFilters() throws {
        let model = try PatternSample.model()
        #expect(FilterPatterns().obstacle(in: model, at: try model.layer(named: "left")) == nil)
        #expect(
            FilterPatterns().obstacle(in: model, at: try model.layer(named: "sum"))?.description
                == "sum is no convolution over rows and columns, so it has no filters to show.")
    }

    @Test func aNetworkOfOneSizeGetsPatternsOfThatSize() throws {
        var builder = GraphBuilder(name: "fixed", input: [1, 12, 12])
        let flat = try builder.add("flat", Reshape([1, 12, 12]), builder.input)
        _ = try builder.add(
            "layer", Convolution(weights: uniform([4, 1, 3, 3], index: 1), window: Window([3, 3])), flat)
        let graph = builder.build(logits: nil)
        let model = Model(
            name: "fixed", title: "Fixed", graph: graph,
            preprocessing: Preprocessing(.stretch, .unit, rows: 12, columns: 12, channels: 1), labels: nil,
            recommendedLayer: "layer")
        let subject = try Subject(path: ResourceFolder.path("Resources/photos/cat.png"), for: model)
        let analysis = try Analysis(of: subject, with: model, on: Executor(graph))
        let found = try FilterPatterns().explain(question(analysis, layer: "layer"), of: analysis)
        #expect(found.raw.shape == [4, 3, 12, 12])
    }
}
