import GoldenData
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// Layer-wise relevance propagation against zennit and lxt, and its law of conservation.
@Suite struct LayerwiseRelevanceTests {
    private let golden = GoldenFolder("relevance")

    private func relevance(_ name: String, _ options: [String: String]) throws -> (Explanation, score: Float)
    {
        let isOurs = name != "vit"
        let folder = isOurs ? golden : GoldenFolder("transformers")
        let model = try ModelFile.load(folder.path("\(name).onnx"), settings: ModelSettings(scaling: .tf))
        let analysis = try HeadsNetwork.analysis(
            of: folder.tensors("arrays.safetensors").tensor("picture/\(name)"), model)
        var values = OptionValues()
        for (option, value) in options { try values.set(option, to: value, for: LayerwiseRelevance()) }
        let answer = try LayerwiseRelevance().explain(
            Question(layer: model.graph.nodes[0], classIndex: 2, options: values), of: analysis)
        return (answer, try #require(try analysis.forward.logits())[2])
    }

    @Test(arguments: ["vgg", "free", "resnet"], ["epsilon", "alpha-beta"])
    func agreesWithZennit(name: String, rule: String) throws {
        let (answer, _) = try relevance(name, ["rule": rule])
        let expected = try golden.tensors("arrays.safetensors").tensor("\(rule)/\(name)")
        #expect(answer.raw.shape == expected.shape)
        #expect(relativeError(answer.raw, expected) <= 1e-4, "\(name), \(rule)")
    }

    /// With the deviations of normalisations held, half for each of two matrices, and the softmax's own rule.
    @Test func agreesWithTheAuthorsOfAttnLRP() throws {
        let (answer, _) = try relevance("vit", ["epsilon": "0.001"])
        let expected = try golden.tensors("arrays.safetensors").tensor("epsilon/vit")
        #expect(relativeError(answer.raw, expected) <= 1e-4)
    }

    /// Without biases nothing is lost, whatever the rule.
    @Test(arguments: ["epsilon", "alpha-beta"]) func theScoreIsConserved(rule: String) throws {
        let (answer, score) = try relevance("free", ["rule": rule])
        #expect(abs(answer.raw.sum - Double(score)) <= 1e-4 * abs(Double(score)))
        #expect(answer.notices.contains(Notice.relevanceSum(answer.raw.sum, score: Double(score)).words))
        let double = try relevance("free", ["rule": "alpha-beta", "alpha": "1"])
        #expect(abs(double.0.raw.sum - Double(score)) <= 1e-4 * abs(Double(score)))
    }

    /// A written-out normalisation of a branching network, with a built-in activation and a second branch.
    @Test func itsNetworkComputesTheSameScores() throws {
        let analysis = try Sample.branchingAnalysis()
        let graph = try analysis.model.graph.withSeparateActivations().graph
        let executor = Executor(forRelevanceIn: graph, besides: analysis.executor)
        let scores = try #require(try executor.forward(analysis.subject.input).logits())
        #expect(relativeError(scores, try #require(try analysis.forward.logits())) <= 1e-5)
        let answer = try LayerwiseRelevance().explain(
            Question(layer: graph.nodes[0], classIndex: 1), of: analysis)
        #expect(!answer.raw.isZero && answer.raw.isFinite)
    }
}
