import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// Ablation-CAM against pytorch-grad-cam.
@Suite struct AblationCAMTests {
    struct Golden: Decodable {
        struct Case: Decodable {
            let model: String
            let layer: String
            let `class`: Int
            let raw: String
        }

        let cases: [Case]
    }

    @Test func agreesWithPyTorchGradCAM() throws {
        let folder = GoldenFolder("ablation-cam")
        let golden = try folder.decode(Golden.self, from: "cases.json")
        let arrays = try folder.tensors("arrays.safetensors")
        let analyses = [
            "branching": try GoldenNetwork.analysis(), "efficientnet-lite0": try Sample.catAnalysis(),
        ]
        #expect(golden.cases.count == 4)
        for expected in golden.cases {
            let analysis = analyses[expected.model]!
            let layer = try analysis.model.layer(named: expected.layer)
            let found = try AblationCAM().explain(
                Question(layer: layer, classIndex: expected.class), of: analysis
            ).raw
            let raw = try arrays.tensor(expected.raw)
            let rectified = Tensor(raw.shape, raw.values.map { max($0, 0) })
            #expect(found.shape == raw.shape)
            #expect(relativeError(found, rectified) <= 1e-3, "\(expected.raw)")
        }
    }

    @Test func doesNotDependOnItsBatches() throws {
        let analysis = try GoldenNetwork.analysis()
        let question = Question(layer: try analysis.model.layer(named: "left_relu"), classIndex: 0)
        var method = AblationCAM()
        let maps = try [1, 3, nil].map {
            method.batchSize = $0
            return try method.explain(question, of: analysis).raw
        }
        for map in maps { #expect(relativeError(map, maps[0]) <= 1e-4) }
    }

    /// Below global average pooling and one dense layer, what is lost without map k is its mean times its dense weight.
    @Test func isTheMeanTimesTheWeightBelowALinearHead() throws {
        let head = try LinearHead()
        let found = try AblationCAM().explain(Question(layer: head.layer, classIndex: 2), of: head.analysis)
            .raw
        #expect(
            relativeError(found, try head.map(forClass: 2, dividedBy: head.analysis.forward.logits()![2]))
                < 1e-3)
    }

    @Test func aCancellationIsHeardAfterABatch() throws {
        let analysis = try GoldenNetwork.analysis()
        let cancellation = Cancellation()
        let progress = ProgressReceiver(interval: .zero) { fraction, partial in
            #expect(fraction < 1 && partial()?.raw.values.allSatisfy { $0.isFinite } == true)
            cancellation.cancel()
        }
        let question = Question(
            layer: try analysis.model.layer(named: "last_relu"), classIndex: 0, cancellation: cancellation,
            progress: progress)
        #expect(throws: CancellationError.self) { try AblationCAM().explain(question, of: analysis) }
    }
}
