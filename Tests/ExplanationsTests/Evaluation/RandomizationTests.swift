import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

@Suite struct RandomizationTests {
    @Test func agreesWithPyTorchAndSciPy() throws {
        let golden = try EvaluationSample.read()
        let analysis = try EvaluationSample.analysis()
        let question = try EvaluationSample.question(analysis, seed: golden.seed)
        let explanation = try GradCAM().explain(question, of: analysis)
        var reports = 0
        let found = try Randomization().evaluate(explanation, of: question, in: analysis) { _, _ in
            reports += 1
        }
        #expect(reports == golden.randomization.count)
        let points = try #require(found.curves.first).points
        let expected = golden.randomization.filter { $0.correlation != nil }
        #expect(points.map(\.label?.english) == ["trained"] + expected.map(\.layer))
        for (point, layer) in zip(points.dropFirst(), expected) {
            #expect(abs(point.y - layer.correlation!) <= 1e-4, "\(layer.layer)")
        }
        let silent = golden.randomization.filter { $0.correlation == nil }.map(\.layer)
        #expect(
            found.notices == [
                Notice.constantMaps(
                    silent.count, of: golden.randomization.count, first: try #require(silent.first)
                ).words
            ])
        let mean = expected.reduce(0) { $0 + $1.correlation! } / Double(expected.count)
        #expect(abs(try #require(found.score) - mean) <= 1e-4)
        #expect(found.stages.count == points.count)
        #expect(found.stages[0].raw.values == explanation.raw.values)
        for (stage, layer) in zip(found.stages.dropFirst(), expected) {
            #expect(stage.notices == [Notice.randomWeights(downTo: layer.layer).words])
            let correlation = Correlation.spearman(explanation.raw.values, stage.raw.values)
            #expect(abs(try #require(correlation) - layer.correlation!) <= 1e-4)
        }
        // The network itself is as it was.
        #expect(try GradCAM().explain(question, of: analysis).raw.values == explanation.raw.values)
    }

    @Test func correlatesRanksAsSciPyDoes() throws {
        for pair in try EvaluationSample.read().spearman {
            let found = try #require(Correlation.spearman(pair.first, pair.second))
            #expect(abs(found - pair.correlation) < 1e-9)
        }
        #expect(Correlation.spearman([1, 1, 1], [1, 2, 3]) == nil)
        #expect(Correlation.ranks([5, 1, 5, 3]) == [3.5, 1, 3.5, 2])
    }
}
