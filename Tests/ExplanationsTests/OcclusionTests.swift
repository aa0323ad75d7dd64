import GoldenData
import Imaging
import Tensors
import Testing

@testable import Explanations

/// Occlusion against captum, RISE against its authors' procedure.
@Suite struct OcclusionTests {
    struct Golden: Decodable {
        struct Case: Decodable {
            let model: String
            let method: String
            let `class`: Int
            let settings: [String: String]
            let summary: ArraySummary
            let array: String?
        }

        let cases: [Case]
    }

    @Test func agreesWithTheReferences() throws {
        let folder = GoldenFolder("perturbation")
        let golden = try folder.decode(Golden.self, from: "cases.json")
        let arrays = try folder.tensors("arrays.safetensors")
        let analyses = [
            "branching": try GoldenNetwork.analysis(), "efficientnet-lite0": try Sample.catAnalysis(),
        ]
        #expect(golden.cases.count == 10)
        for expected in golden.cases {
            let analysis = analyses[expected.model]!
            let method = try ExplanationMethods.named(expected.method)
            var options = OptionValues()
            for (name, value) in expected.settings where name != "seed" {
                try options.set(name, to: name == "window" ? "\(min(Int(value)!, 1000))" : value, for: method)
            }
            let found = try method.explain(
                Question(
                    layer: analysis.model.graph.nodes[1], classIndex: expected.class, options: options,
                    seed: expected.settings["seed"].flatMap { UInt64($0) } ?? 0), of: analysis
            ).raw
            #expect(
                expected.summary.relativeError(of: found) <= 1e-4,
                "\(expected.model) \(expected.method) \(expected.settings)")
            if let name = expected.array {
                #expect(relativeError(found, try arrays.tensor(name)) <= 1e-4, "\(name)")
            }
        }
    }

    @Test func batchesDoNotMatter() throws {
        let analysis = try Sample.branchingAnalysis()
        var options = RISEOptions()
        options.masks = 30
        let question = Question(layer: analysis.model.graph.nodes[1])
        var (occlusion, rise) = (Occlusion(), RISE())
        let occlusions = try [1, 5, nil].map {
            occlusion.batchSize = $0
            return try occlusion.explain(question, OcclusionOptions(), of: analysis).raw
        }
        let averages = try [1, 7, nil].map {
            rise.batchSize = $0
            return try rise.explain(question, options, of: analysis).raw
        }
        for (occlusion, average) in zip(occlusions, averages) {
            #expect(relativeError(occlusion, occlusions[0]) <= 1e-4)
            #expect(relativeError(average, averages[0]) <= 1e-5)
        }
    }

    @Test func windowsCoverEveryPixel() {
        for (height, width, side, stride) in [
            (16, 16, 5, 3), (10, 7, 4, 9), (3, 5, 20, 2), (8, 8, 1, 1), (4, 9, 2, 50),
        ] {
            let windows = OcclusionWindows(height: height, width: width, side: side, stride: stride)
            var covers = [Int](repeating: 0, count: height * width)
            for index in 0..<windows.count {
                let window = windows[index]
                #expect(
                    PixelRectangle(x: 0, y: 0, width: width, height: height).intersection(window) == window)
                for y in window.y..<window.maxY {
                    for x in window.x..<window.maxX { covers[y * width + x] += 1 }
                }
            }
            #expect(windows.coveredPixels == covers.count { $0 > 0 })
            #expect(covers.allSatisfy { $0 > 0 } || stride > side)
        }
        // The stride that is asked for, from the first pixel on.
        let apart = OcclusionWindows(height: 1, width: 10, side: 2, stride: 4)
        #expect((0..<apart.count).map { apart[$0].x }.sorted() == [0, 4, 8] && apart.coveredPixels == 6)
        // ⌈(224 − 15) / 8⌉ + 1 along each axis.
        #expect(OcclusionWindows(height: 224, width: 224, side: 15, stride: 8).count == 28 * 28)
    }

    @Test func hidingNothingSaysSo() throws {
        let model = try GoldenNetwork.model()
        let subject = Subject(
            path: "grey.png", photo: Picture(width: 16, height: 16, fill: RGB(128, 128, 128)), for: model)
        let analysis = try Analysis(of: subject, with: model, on: .init(model.graph))
        var options = OptionValues()
        try options.set("baseline", to: "grey", for: Occlusion())
        let found = try Occlusion().explain(
            Question(layer: model.graph.nodes[1], options: options), of: analysis)
        #expect(found.notices == [Notice.nothingHiddenMatters.words])
        #expect(try notices(["window": "40"]) == [.windowHidesAll])
        #expect(try notices(["window": "4", "stride": "8"]) == [.neverHidden(share: 0.75)])
    }

    /// What is said beside the map of the sample network.
    private func notices(_ settings: [String: String]) throws -> [Notice] {
        let analysis = try GoldenNetwork.analysis()
        var options = OptionValues()
        for (name, value) in settings { try options.set(name, to: value, for: Occlusion()) }
        let found = try Occlusion().explain(
            Question(layer: analysis.model.graph.nodes[1], options: options), of: analysis)
        return Notice.examples.filter { found.notices.contains($0.words) }
    }
}
