import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

@Suite struct ROADTests {
    @Test func agreesWithPyTorchGradCAM() throws {
        let golden = try EvaluationSample.read()
        let arrays = try EvaluationSample.arrays()
        let analysis = try EvaluationSample.analysis()
        for example in golden.maps {
            let explanation = try EvaluationSample.explanation(arrays.tensor(example.map), analysis)
            let found = try ROAD().evaluate(
                RelevanceMap(of: explanation), explanation, of: EvaluationSample.question(analysis),
                in: analysis,
                noise: 0, report: { _, _ in })
            #expect(found.curves.map(\.name) == ["least important first", "most important first"])
            let expected = [example.road.least, example.road.most]
            for (curve, scores) in zip(found.curves, expected) {
                // Ours begins with the fewest pixels removed.
                #expect(
                    curve.points.map { Int(($0.x * 100).rounded()) } == [10, 20, 30, 40, 50, 60, 70, 80, 90])
                for (point, score) in zip(curve.points, scores.reversed()) {
                    #expect(abs(point.y - score) <= 2e-6, "\(curve.name) at \(point.x) of \(example.map)")
                }
            }
            #expect(abs(try #require(found.score) - example.road.combined) <= 2e-6)
        }
    }

    @Test func theNoiseComesFromTheSeed() throws {
        let analysis = try EvaluationSample.analysis()
        let explanation = try EvaluationSample.explanation(
            EvaluationSample.arrays().tensor("map/0"), analysis)
        func score(_ seed: UInt64) throws -> Double? {
            try ROAD().evaluate(
                explanation, of: EvaluationSample.question(analysis, seed: seed), in: analysis,
                report: { _, _ in }
            ).score
        }
        let first = try #require(try score(1))
        #expect(try score(1) == first)
        #expect(try score(2) != first)
    }

    @Test func aMapOfTiesThatRemovesEverythingIsMeasured() throws {
        let analysis = try EvaluationSample.analysis()
        let explanation = try EvaluationSample.explanation(
            Tensor([1, 2], [0, 1]), analysis)
        let found = try ROAD().evaluate(
            explanation, of: EvaluationSample.question(analysis), in: analysis, report: { _, _ in })
        #expect(try #require(found.score).isFinite)
    }
}

@Suite struct LinearImputerTests {
    @Test func agreesWithPyTorchGradCAM() throws {
        let arrays = try EvaluationSample.arrays()
        let picture = try arrays.tensor("picture")
        for index in 0..<3 {
            let mask = try arrays.tensor("mask/\(index)").values
            let imputer = LinearImputer(height: 12, width: 17, isRemoved: mask.map { $0 == 0 })
            let found = try imputer.values(of: picture, cancellation: nil)
            let expected = try arrays.tensor("filled/\(index)")
            for channel in 0..<3 {
                for (number, position) in imputer.removed.enumerated() {
                    let difference =
                        found[channel * imputer.removed.count + number]
                        - expected[channel * 204 + Int(position)]
                    #expect(abs(difference) <= 1e-5, "mask \(index), channel \(channel), pixel \(position)")
                }
            }
        }
    }

    @Test func isCancelled() {
        let cancellation = Cancellation()
        cancellation.cancel()
        let imputer = LinearImputer(height: 2, width: 2, isRemoved: [false, true, true, true])
        #expect(throws: CancellationError.self) {
            try imputer.values(of: Tensor([1, 2, 2], [1, 2, 3, 4]), cancellation: cancellation)
        }
    }
}
