import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// The family of class activation maps against pytorch-grad-cam.
@Suite struct ClassActivationMethodTests {
    struct Golden: Decodable {
        struct Case: Decodable {
            let model: String
            let method: String
            let layer: String
            let `class`: Int
            let raw: String
            let deviation: Double
        }

        let cases: [Case]
    }

    @Test func agreesWithPyTorchGradCAM() throws {
        let folder = GoldenFolder("grad-cam")
        let golden = try folder.decode(Golden.self, from: "family.json")
        let arrays = try folder.tensors("family.safetensors")
        let analyses = [
            "branching": try GoldenNetwork.analysis(), "efficientnet-lite0": try Sample.catAnalysis(),
        ]
        #expect(golden.cases.count == 45)
        for expected in golden.cases {
            let analysis = analyses[expected.model]!
            let method = try ExplanationMethods.named(expected.method)
            let found = try method.explain(
                Question(
                    layer: analysis.model.layer(named: expected.layer),
                    classIndex: method.needsClass ? expected.class : nil), of: analysis
            ).raw
            let raw = try arrays.tensor(expected.raw)
            #expect(found.shape == raw.shape)
            let tolerance = max(1e-4, 3 * expected.deviation)
            switch expected.method {
            case "cam": #expect(relativeError(found, raw) <= tolerance, "\(expected.raw)")
            case "eigen-cam":
                let errors = [Float(1), -1].map { relativeError(found, rectified(raw, sign: $0)) }
                #expect(errors.min()! <= tolerance, "\(expected.raw)")
            default:
                #expect(relativeError(found, rectified(raw, sign: 1)) <= tolerance, "\(expected.raw)")
            }
        }
    }

    private func rectified(_ map: Tensor, sign: Float) -> Tensor {
        Tensor(map.shape, map.values.map { max($0 * sign, 0) })
    }

    @Test func scoreCAMDoesNotDependOnItsBatches() throws {
        let analysis = try Sample.branchingAnalysis()
        let question = Question(layer: try analysis.model.layer(named: "sum"), classIndex: 2)
        var method = ScoreCAM()
        let maps = try [1, 3, nil].map {
            method.batchSize = $0
            return try method.explain(question, of: analysis).raw
        }
        for map in maps { #expect(relativeError(map, maps[0]) <= 1e-5) }
    }
}
