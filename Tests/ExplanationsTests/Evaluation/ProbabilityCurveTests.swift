import Files
import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

@Suite struct ProbabilityCurveTests {
    @Test func agreesWithRISE() throws {
        let golden = try EvaluationSample.read()
        let arrays = try EvaluationSample.arrays()
        let analysis = try EvaluationSample.analysis()
        #expect(golden.maps.count == 2)
        for example in golden.maps {
            let explanation = try EvaluationSample.explanation(arrays.tensor(example.map), analysis)
            let question = try EvaluationSample.question(analysis)
            for (metric, expected) in [
                (Insertion() as any EvaluationMetric, example.insertion), (Deletion(), example.deletion),
            ] {
                var fractions: [Double] = []
                let found = try metric.evaluate(explanation, of: question, in: analysis) { done, partial in
                    fractions.append(done)
                    #expect(partial()?.score == nil)
                    #expect(partial()?.curves.first?.points.count == fractions.count)
                }
                let points = try #require(found.curves.first).points
                #expect(points.map(\.x) == (0...16).map { Double($0) / 16 })
                for (point, score) in zip(points, expected.scores) { #expect(abs(point.y - score) <= 1e-6) }
                #expect(abs(try #require(found.score) - expected.auc) <= 1e-6)
                #expect(fractions.count == 17 && fractions.last == 1 && fractions == fractions.sorted())
                #expect(found.notices.isEmpty)
            }
        }
    }

    @Test func blursAsSciPyDoes() throws {
        let analysis = try EvaluationSample.analysis()
        let expected = try EvaluationSample.arrays().tensor("blurred")
        #expect(relativeError(Blur.blurred(analysis.subject.input).part(0), expected) <= 1e-6)
        #expect(abs(Blur.kernel.reduce(0, +) - 1) < 1e-12)
    }

    @Test func aConstantMapHasNoCurve() throws {
        let analysis = try EvaluationSample.analysis()
        let explanation = try EvaluationSample.explanation(Tensor([4, 4], repeating: 0), analysis)
        for metric in EvaluationMetrics.all {
            let found = try metric.evaluate(
                explanation, of: EvaluationSample.question(analysis), in: analysis, report: { _, _ in })
            #expect(found.score == nil && found.curves.isEmpty)
            #expect(found.notices == ["The map is the same everywhere, so it ranks no pixels."])
        }
    }

    @Test func theAreaIsThatOfTrapezoids() {
        #expect(ProbabilityCurve.area(under: [0, 1]) == 0.5)
        #expect(ProbabilityCurve.area(under: [1, 1, 1]) == 1)
        #expect(ProbabilityCurve.area(under: [0, 0.5, 0]) == 0.25)
    }
}
