import GoldenData
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// What metrics must say of a linear network, whose score is the sum of what its pixels add.
@Suite struct MetricLawsTests {
    private let analysis: Analysis
    private static let classIndex = 1

    init() throws {
        var builder = GraphBuilder(name: "linear", input: [3, 16, 16])
        let flat = try builder.add("flatten", Reshape.flatten, builder.input)
        let scores = try builder.add(
            "scores", Dense(weights: uniform([4, 768], index: 1), bias: uniform([4], index: 2)), flat)
        let graph = builder.build(logits: scores)
        let model = Model(
            name: "linear", title: "Linear", graph: graph,
            preprocessing: Preprocessing(.stretch, .tf, size: 16), labels: nil, recommendedLayer: "scores")
        let input = uniform([1, 3, 16, 16], index: 3)
        let subject = Subject(
            path: "linear.npy", photo: model.preprocessing.picture(of: input), input: input, for: model)
        analysis = try Analysis(of: subject, with: model, on: Executor(graph))
    }

    private func question() throws -> Question {
        Question(layer: try analysis.model.layer(named: "scores"), classIndex: Self.classIndex, seed: 7)
    }

    /// What each pixel adds to the score, times a factor.
    private func contributions(times factor: Float = 1) throws -> Tensor {
        let dense = try analysis.model.layer(named: "scores").operation as! Dense
        let values = analysis.subject.input.values
        return Tensor(
            [16, 16],
            (0..<256).map { pixel in
                factor
                    * (0..<3).reduce(0) { sum, channel in
                        let place = channel * 256 + pixel
                        return sum + dense.weight(ofInput: place, forOutput: Self.classIndex) * values[place]
                    }
            })
    }

    private func score(_ metric: any EvaluationMetric, of map: Tensor) throws -> Double {
        let explanation = Explanation(GradCAM(), try question(), analysis, raw: map, notices: [])
        let found = try metric.evaluate(explanation, of: question(), in: analysis) { _, _ in }
        return try #require(found.score)
    }

    @Test func contributionsForetellEveryLoss() throws {
        for factor: Float in [1, 1000] {
            let map = try contributions(times: factor)
            #expect(abs(try score(SensitivityN(), of: map) - 1) < 1e-4)
            #expect(try score(Infidelity(), of: map) < 1e-6)
        }
        #expect(abs(try score(SensitivityN(), of: contributions(times: -1)) + 1) < 1e-4)
        // The best factor of a map may be negative.
        #expect(try score(Infidelity(), of: contributions(times: -1)) < 1e-6)
    }

    @Test func noiseForetellsLittle() throws {
        let noise = uniform([16, 16], index: 9)
        #expect(abs(try score(SensitivityN(), of: noise)) < 0.3)
        let left = try score(Infidelity(), of: noise)
        #expect(left > 0.5 && left <= 1)
    }

    /// The gradient of a linear network is the same for every photo; its product with the photo is not.
    @Test func mapsMoveAsFarAsTheirMethodLetsThem() throws {
        func moved(_ method: any ExplanationMethod) throws -> Double {
            let explanation = try method.explain(question(), of: analysis)
            let found = try MaxSensitivity().evaluate(explanation, of: question(), in: analysis) { _, _ in }
            return try #require(found.score)
        }
        #expect(try moved(Saliency()) < 1e-6)
        let product = try moved(IntegratedGradients())
        // Each value of the input, 0…1, moves by 0.01 at most.
        #expect(product > 1e-4 && product < 0.1)
    }

    @Test func theGiniIndexIsThatOfItsFormula() throws {
        #expect(Sparseness.gini([1, 1, 1, 1]) == 0)
        #expect(Sparseness.gini([0, 0, 0, 1]) == 0.75)
        #expect(abs(Sparseness.gini([1, 2, 3, 4]) - 0.25) < 1e-12)
        var map = [Float](repeating: 0, count: 256)
        (map[0], map[100]) = (-2, 2)
        #expect(abs(try score(Sparseness(), of: Tensor([16, 16], map)) - 254.0 / 256) < 1e-12)
    }
}
