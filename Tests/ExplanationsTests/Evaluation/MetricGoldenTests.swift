import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// Metrics against Quantus, or against the paper's formula in numpy with PyTorch's scores: the golden data `metrics`.
@Suite struct MetricGoldenTests {
    private struct Golden: Decodable {
        struct Sensitivity: Decodable {
            let correlations: [Double]
            let score: Double
        }

        struct Map: Decodable {
            let map: String
            let sensitivityN: Sensitivity
            let infidelity, sparseness: Double
        }

        let seed: UInt64
        let maps: [Map]
        let maxSensitivity: Double
    }

    private let golden: Golden
    private let analysis: Analysis

    init() throws {
        golden = try GoldenFolder("metrics").decode(Golden.self, from: "cases.json")
        analysis = try EvaluationSample.analysis()
    }

    private func found(_ metric: any EvaluationMetric, of map: String) throws -> Evaluation {
        let explanation = try EvaluationSample.explanation(EvaluationSample.arrays().tensor(map), analysis)
        return try metric.evaluate(
            explanation, of: EvaluationSample.question(analysis, seed: golden.seed), in: analysis
        ) { _, _ in }
    }

    @Test func sensitivityN() throws {
        #expect(golden.maps.count == 2)
        for example in golden.maps {
            let found = try found(SensitivityN(), of: example.map)
            let points = try #require(found.curves.first).points
            #expect(points.count == example.sensitivityN.correlations.count)
            for (point, expected) in zip(points, example.sensitivityN.correlations) {
                #expect(abs(point.y - expected) < 1e-4, "\(point.x) of \(example.map)")
            }
            #expect(abs(try #require(found.score) - example.sensitivityN.score) < 1e-4)
        }
    }

    @Test func infidelity() throws {
        for example in golden.maps {
            #expect(
                abs(try #require(try found(Infidelity(), of: example.map).score) - example.infidelity) < 1e-5)
        }
    }

    @Test func sparseness() throws {
        for example in golden.maps {
            // Quantus adds 1e-7 to every value.
            #expect(
                abs(try #require(try found(Sparseness(), of: example.map).score) - example.sparseness) < 1e-6)
        }
    }

    @Test func maxSensitivity() throws {
        let question = try EvaluationSample.question(analysis, seed: golden.seed)
        let explanation = try GradCAM().explain(question, of: analysis)
        let score = try #require(
            try MaxSensitivity().evaluate(explanation, of: question, in: analysis) { _, _ in }.score)
        #expect(abs(score / golden.maxSensitivity - 1) < 1e-3)
    }
}
