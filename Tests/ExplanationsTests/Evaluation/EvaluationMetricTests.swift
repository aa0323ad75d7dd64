import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// What holds for every metric in the list.
@Suite struct EvaluationMetricTests {
    @Test func measuresEveryMethodThatExplainsAClass() throws {
        let analysis = try EvaluationSample.analysis()
        let layer = try analysis.model.layer(named: "last_relu")
        for method in ExplanationMethods.all {
            if let obstacle = Evaluation.obstacle(for: method) {
                #expect(
                    obstacle.description
                        == "\(method.title.english) explains no class, so there is no score that it could be measured by."
                )
                continue
            }
            if method.obstacle(in: analysis.model, at: layer) != nil { continue }
            var options = OptionValues()
            for (name, value) in ["samples": "20", "steps": "2"]
            where method.options.contains(where: { $0.name == name }) {
                try options.set(name, to: value, for: method)
            }
            let question = Question(layer: layer, classIndex: 2, options: options)
            let explanation = try method.explain(question, of: analysis)
            #expect(explanation.relevance.shape.rank == 2, "\(method.name)")
            #expect(RelevanceMap(of: explanation).map.shape == [16, 16], "\(method.name)")
            let found = try Deletion().evaluate(explanation, of: question, in: analysis, report: { _, _ in })
            #expect(found.score != nil || !found.notices.isEmpty, "\(method.name)")
        }
    }

    @Test func aCancelledEvaluationStops() throws {
        let analysis = try EvaluationSample.analysis()
        let cancellation = Cancellation()
        cancellation.cancel()
        let explanation = try EvaluationSample.explanation(
            EvaluationSample.arrays().tensor("map/0"), analysis)
        for metric in EvaluationMetrics.all {
            #expect(throws: CancellationError.self, "\(metric.name)") {
                try metric.evaluate(
                    explanation, of: EvaluationSample.question(analysis, cancellation: cancellation),
                    in: analysis,
                    report: { _, _ in })
            }
        }
    }

    @Test func isDescribed() throws {
        let metrics = EvaluationMetrics.all
        #expect(Set(metrics.map(\.name)).count == metrics.count)
        #expect(metrics.allSatisfy { $0.summary.english.hasSuffix(".") })
        #expect {
            try EvaluationMetrics.named("delition")
        } throws: {
            "\($0)" == "There is no metric called delition; the nearest are deletion."
        }
    }

    @Test func theOrderIsThatOfRelevance() {
        #expect(RelevanceMap(Tensor([2, 3], [1, 5, 1, 7, 5, -2])).order == [3, 1, 4, 0, 2, 5])
        let normalised = RelevanceMap(Tensor([1, 3], [-1, 0, 3])).normalised.values
        #expect(zip(normalised, [0, 0.25, 1]).allSatisfy { abs($0 - $1) < 1e-6 })
    }
}
