import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// Methods that sample, with passes in bfloat16.
@Suite struct PrecisionTests {
    private func answer(
        _ name: String, _ settings: [String: String], seed: UInt64 = 0, of analysis: Analysis
    ) throws -> Explanation {
        let method = try ExplanationMethods.named(name)
        var options = OptionValues()
        for (name, value) in settings { try options.set(name, to: value, for: method) }
        let layer = try analysis.model.layer(named: analysis.model.recommendedLayer)
        return try method.explain(Question(layer: layer, options: options, seed: seed), of: analysis)
    }

    /// The root mean square of the difference between two maps from their least to their greatest value as 0…1.
    private func distance(_ first: Tensor, _ second: Tensor) -> Double {
        func stretched(_ map: Tensor) -> [Double] {
            let values = map.values.map(Double.init)
            let (least, greatest) = (values.min()!, values.max()!)
            return values.map { ($0 - least) / (greatest - least) }
        }
        let squares = zip(stretched(first), stretched(second)).map { ($0 - $1) * ($0 - $1) }
        return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
    }

    /// What rounding changes is less than what other samples would; where the processor cannot, it is refused.
    @Test(arguments: [("lime", ["samples": "200"]), ("rise", ["masks": "400"])])
    func roundingChangesLessThanSampling(method: String, settings: [String: String]) throws {
        let analysis = try Sample.catAnalysis()
        let fast = settings.merging(["precision": "fast"]) { $1 }
        guard ElementType.bfloat16.isComputed else {
            #expect(throws: QuestionError.noFastPrecision) { try answer(method, fast, of: analysis) }
            return
        }
        let exact = try answer(method, settings, of: analysis)
        let rounded = try answer(method, fast, of: analysis)
        let sampled = try answer(method, settings, seed: 1, of: analysis)
        let rounding = distance(rounded.raw, exact.raw)
        #expect(rounding > 0 && rounding < distance(sampled.raw, exact.raw))
        let said = rounded.notices.map(\.english)
        #expect(said.contains { $0.hasPrefix("Computed in bfloat16: 8 of the variants") }, "\(said)")
        #expect(exact.notices.allSatisfy { !$0.english.contains("bfloat16") })
    }

    /// Without samples: against the map in 32-bit floats.
    @Test(arguments: [("score-cam", [:]), ("occlusion", ["stride": "32", "window": "48"])])
    func mapsAreAlike(method: String, settings: [String: String]) throws {
        let analysis = try Sample.catAnalysis()
        let fast = settings.merging(["precision": "fast"]) { $1 }
        guard ElementType.bfloat16.isComputed else {
            #expect(throws: QuestionError.noFastPrecision) { try answer(method, fast, of: analysis) }
            return
        }
        let rounding = try distance(
            answer(method, fast, of: analysis).raw, answer(method, settings, of: analysis).raw)
        #expect(rounding > 0 && rounding < 0.05)
    }

    @Test func theErrorIsComparedWithTheSpread() {
        var rounding = Rounding()
        for (value, exact) in [(1.0, 1.5), (2.0, nil), (3.0, 2.5), (4.0, nil)] {
            rounding.add(value, exact: exact)
        }
        #expect(rounding.error == 0.5)
        // The variance of 1, 2, 3, 4.
        #expect(abs(rounding.spread - (5.0 / 3).squareRoot()) < 1e-12)
        #expect(rounding.notices.last == .roundingMatters)
        for _ in 0..<50 {
            rounding.add(-9, exact: nil)
            rounding.add(9, exact: 9)
        }
        #expect(rounding.notices.count == 1)
    }

    @Test func insertionAndDeletionGoOnWithIt() throws {
        guard ElementType.bfloat16.isComputed else {
            #expect(Precision(OptionValues.fast) == .fast)
            return
        }
        let analysis = try Sample.catAnalysis()
        let layer = try analysis.model.layer(named: analysis.model.recommendedLayer)
        var question = Question(layer: layer)
        let explanation = try GradCAM().explain(question, of: analysis)
        let exact = try Deletion().evaluate(explanation, of: question, in: analysis) { _, _ in }
        question.options = .fast
        let fast = try Deletion().evaluate(explanation, of: question, in: analysis) { _, _ in }
        let difference = try abs(#require(fast.score) - #require(exact.score))
        #expect(difference > 0 && difference < 0.05)
        #expect(fast.notices.count == exact.notices.count + 1)
    }
}
