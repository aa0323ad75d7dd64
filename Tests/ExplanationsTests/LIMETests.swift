import GoldenData
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// LIME against the package lime, with given superpixels.
@Suite struct LIMETests {
    struct Golden: Decodable {
        struct Selection: Decodable {
            let superpixels: [Int]
            let coefficients: [Double]
        }

        struct Class: Decodable {
            let `class`: Int
            let probability: Double
            let intercept: Double
            let coefficients: [Double]
            let auto5: Selection
            let auto8: Selection
            let score: Double?
        }

        struct Case: Decodable {
            let model: String
            let rows: Int
            let columns: Int
            let seed: UInt64
            let samples: Int
            let colour: String
            let classes: [Class]
        }

        let cases: [Case]
    }

    private func options(samples: Int, colour: HiddenSuperpixels.Fill = .mean) -> LIMEOptions {
        var options = LIMEOptions()
        options.samples = samples
        options.hideColour = colour
        return options
    }

    private func details(
        _ analysis: Analysis, samples: Int, classIndex: Int? = nil, rows: Int, columns: Int,
        batchSize: Int? = nil
    ) throws -> LIMEDetails {
        try LIME().details(
            Question(layer: analysis.model.graph.nodes[1], classIndex: classIndex, seed: 3),
            options(samples: samples), of: analysis,
            superpixels: .grid(size: analysis.subject.input.shape[2], rows: rows, columns: columns),
            batchSize: batchSize
        ).details
    }

    @Test func agreesWithLime() throws {
        let golden = try GoldenFolder("lime").decode(Golden.self, from: "cases.json")
        let analyses = [
            "branching": try GoldenNetwork.analysis(), "efficientnet-lite0": try Sample.catAnalysis(),
        ]
        #expect(golden.cases.count == 4)
        for expected in golden.cases {
            let analysis = analyses[expected.model]!
            let size = analysis.subject.input.shape[2]
            let colour = try #require(HiddenSuperpixels.Fill(rawValue: expected.colour))
            let details = try LIME().details(
                Question(
                    layer: analysis.model.graph.nodes[1], classIndex: expected.classes[0].class,
                    seed: expected.seed),
                options(samples: expected.samples, colour: colour), of: analysis,
                superpixels: .grid(size: size, rows: expected.rows, columns: expected.columns)
            ).details
            #expect(details.sampleCount == expected.samples)
            #expect(details.models.map(\.classIndex) == expected.classes.map(\.class))
            for (model, other) in zip(details.models, expected.classes) {
                #expect(abs(model.probability - other.probability) <= 1e-5)
                #expect(abs(model.intercept - other.intercept) <= 1e-5)
                #expect(largestDifference(model.coefficients, other.coefficients) <= 1e-5)
                if let score = other.score { #expect(abs(model.explainedShare - score) <= 1e-4) }
                for (count, selection) in [(5, other.auto5), (8, other.auto8)] {
                    let chosen = details.model(ofClass: other.class, .auto, count: count)!
                    #expect(chosen.strongest(count, .both) == selection.superpixels)
                    let coefficients = selection.superpixels.map { chosen.coefficients[$0] }
                    #expect(largestDifference(coefficients, selection.coefficients) <= 1e-5)
                }
            }
            let first = details.models[0]
            #expect(
                details.coefficients(of: first).values
                    == details.superpixels.spread(first.coefficients.map { Float($0) }).values)
        }
    }

    @Test func batchesDoNotMatter() throws {
        let analysis = try Sample.branchingAnalysis()
        let answers = try [1, 7, 40, nil].map {
            let details = try details(analysis, samples: 40, rows: 4, columns: 4, batchSize: $0)
            return details.coefficients(of: details.models[0])
        }
        for answer in answers { #expect(relativeError(answer, answers[0]) <= 1e-5) }
    }

    @Test func hidingSuperpixelsChangesThePrediction() throws {
        let analysis = try Sample.branchingAnalysis()
        let details = try details(analysis, samples: 20, rows: 2, columns: 2)
        let whole = try details.hidden.predictions(hiding: [], on: analysis)
        #expect(whole.map(\.index) == analysis.predictions.map(\.index))
        for (prediction, other) in zip(whole, analysis.predictions) {
            #expect(abs(prediction.probability - other.probability) < 1e-6)
        }
        let without = try details.hidden.predictions(hiding: [0, 3], on: analysis)
        #expect(without.map(\.probability) != whole.map(\.probability))
        #expect(details.hidden.picture(hiding: []) == details.picture)
        let picture = details.hidden.picture(hiding: [0, 3])
        // A hidden superpixel is its mean colour.
        #expect(picture[0, 0] == picture[15, 15] && picture[16, 16] == picture[31, 31])
        #expect(picture[20, 3] == details.picture[20, 3])
        #expect(details.superpixels.superpixel(atX: 20, y: 3) == 1)
    }

    @Test func theClassAskedForHasAModel() throws {
        let analysis = try Sample.catAnalysis()
        let last = analysis.predictions.last!
        let details = try details(
            analysis, samples: 10, classIndex: last.index, rows: 2, columns: 2)
        #expect(
            details.models.map(\.classIndex) == analysis.predictions.prefix(5).map(\.index) + [last.index])
        let model = try #require(details.model(ofClass: last.index))
        let notices = LIME.notices(details, model).map(\.words.english)
        #expect(
            notices.first == "There are only 4 superpixels, so the answer is coarse; slic may give more.")
        #expect(notices[1].hasPrefix("The network gives this class only "))
    }

    @Test func partialAnswersRefine() throws {
        let analysis = try Sample.branchingAnalysis()
        var counts: [Int] = []
        var fractions: [Double] = []
        _ = try LIME().details(
            Question(layer: analysis.model.graph.nodes[1]), options(samples: 40), of: analysis,
            superpixels: .grid(size: 32, rows: 4, columns: 4), batchSize: 10
        ) { fraction, partial in
            fractions.append(fraction)
            counts.append(partial().sampleCount)
        }
        #expect(counts == [10, 20, 30, 40])
        #expect(fractions == [0.25, 0.5, 0.75, 1])
    }

    @Test func aCancellationIsHeardInTheMiddle() throws {
        let analysis = try Sample.branchingAnalysis()
        let cancellation = Cancellation()
        let progress = ProgressReceiver(interval: .zero) { _, _ in cancellation.cancel() }
        let question = Question(
            layer: analysis.model.graph.nodes[1], options: OptionValues(options(samples: 10_000)),
            cancellation: cancellation, progress: progress)
        #expect(throws: CancellationError.self) { try LIME().explain(question, of: analysis) }
        #expect(throws: CancellationError.self) { try RISE().explain(question, of: analysis) }
        #expect(throws: CancellationError.self) { try Occlusion().explain(question, of: analysis) }
    }

    @Test func picturesShowTheEvidence() throws {
        let analysis = try Sample.branchingAnalysis()
        let details = try details(analysis, samples: 60, rows: 4, columns: 4)
        let strongest = details.models[0].strongest(2, .positive)
        #expect(!strongest.isEmpty)
        func pictures(_ choices: [String: String]) throws -> [Picture] {
            var values = OptionValues()
            for (name, value) in choices { try values.set(name, to: value, for: LIME()) }
            let presentation = LIMEOptions(values).pictures.presentation(
                of: details, classIndex: details.models[0].classIndex)
            guard case .sheet(let sheet) = presentation else { return [] }
            return sheet.panels.map(\.picture)
        }
        let hidden = try pictures([
            "view": "picture", "features": "2", "rest": "hidden", "boundaries": "none",
        ])[0]
        for y in 0..<32 {
            for x in 0..<32 {
                let isShown = strongest.contains(details.superpixels.superpixel(atX: x, y: y))
                #expect(hidden[x, y] == (isShown ? details.picture[x, y] : .black))
            }
        }
        let mask = try pictures(["view": "mask", "features": "2"])[0]
        // What earlier versions wrote into session files.
        #expect(try pictures(["view": "evidence-mask", "features": "2"]) == [mask])
        let viridis = Colormap.viridis.colours
        let first = details.superpixels.labels.firstIndex(of: Int32(strongest[0]))!
        #expect(mask[first % 32, first / 32] == viridis[255])
        #expect(Set((0..<1024).map { mask[$0 % 32, $0 / 32] }) == [viridis[0], viridis[255]])
        #expect(try pictures([:]).count == 2)
        #expect(try pictures(["view": "classes", "evidence": "both"]).count == 5)
        let all = try pictures(["view": "picture", "boundaries": "all"])[0]
        #expect(all == details.superpixels.marked(on: details.picture))
    }

    private func largestDifference(_ found: [Double], _ expected: [Double]) -> Double {
        found.count == expected.count
            ? zip(found, expected).map { abs($0 - $1) }.max() ?? 0 : .infinity
    }
}

extension SuperpixelMap {
    /// A square divided into rectangles, numbered row by row.
    static func grid(size: Int, rows: Int, columns: Int) -> SuperpixelMap {
        SuperpixelMap(
            width: size, height: size,
            labels: (0..<size * size).map {
                Int32($0 / size * rows / size * columns + $0 % size * columns / size)
            })
    }
}
