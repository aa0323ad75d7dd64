import GoldenData
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// What networks of other kinds than classifiers find.
@Suite struct FindingsTests {
    private let golden = GoldenFolder("targets")

    private func analysis() throws -> Analysis {
        let model = try ModelFile.load(golden.path("masks.onnx"), settings: ModelSettings(scaling: .tf))
        return try HeadsNetwork.analysis(
            of: golden.tensors("arrays.safetensors").tensor("picture"), model)
    }

    @Test func segmentsAreThoseOfPyTorch() throws {
        let analysis = try analysis()
        guard case .segments(let segments, let map)? = try analysis.findings() else {
            Issue.record("no segments")
            return
        }
        let expected = try golden.tensors("arrays.safetensors").tensor("prediction").values.map { Int($0) }
        #expect(map.rows == 10 && map.columns == 12 && map.classes == expected)
        #expect(abs(segments.reduce(0) { $0 + $1.share } - 1) < 1e-12)
        #expect(segments[0].share >= segments[1].share)
        let picture = FindingsPicture.segments(map, in: analysis.subject)
        #expect(picture.width == 24 && picture.height == 20)
    }

    /// The softmax over the classes is taken off: the region's number is that of the golden network without it.
    @Test func theLargestClassIsExplainedByItself() throws {
        let analysis = try analysis()
        let standard = try #require(TargetFit.standard(for: analysis.model))
        #expect(standard.text == "region class #1")
        let asked = try Targets.named("region class 1").asked(in: analysis, cancellation: nil)
        let expected = try golden.tensors("arrays.safetensors").tensor("value/region class 1 of masks")[0]
        #expect(abs(asked.analysis.predictions[0].logit - expected) < 1e-4 * abs(expected))
    }

    @Test func outputsHaveTheirKinds() throws {
        let network = try HeadsNetwork()
        let graph = network.model.graph
        #expect(
            graph.outputs.map { OutputKind(of: $0, in: graph).name }
                == ["scores", "scores", "number", "number", "embedding", "class-maps"])
        let features = try Sample.catAnalysis("vgg16-features").model.graph
        #expect(features.outputs.map { OutputKind(of: $0, in: features).name } == ["values"])
    }
}
