import Files
import GoldenData
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// Grad-CAM against pytorch-grad-cam.
@Suite struct GradCAMTests {
    struct Golden: Decodable {
        struct Case: Decodable {
            let layer: String
            let `class`: Int
            let rank: Int
            let logit: Double
            let raw: String
            let rawDeviation: Double
            let final: String
        }

        let cases: [Case]
    }

    @Test func agreesWithPyTorchGradCAM() throws {
        let folder = GoldenFolder("grad-cam")
        let golden = try folder.decode(Golden.self, from: "cases.json")
        let arrays = try folder.tensors("arrays.safetensors")
        let analysis = try Sample.catAnalysis()
        #expect(golden.cases.count == 6)
        for expected in golden.cases {
            let prediction = analysis.predictions[expected.rank - 1]
            #expect(prediction.index == expected.class)
            #expect(abs(Double(prediction.logit) - expected.logit) <= 1e-3)
            let layer = try analysis.model.layer(named: expected.layer)
            let found = try GradCAM().explain(
                Question(layer: layer, classIndex: expected.class), of: analysis)
            let raw = try arrays.tensor(expected.raw)
            let rectified = Tensor(raw.shape, raw.values.map { max($0, 0) })
            let tolerance = max(1e-4, 3 * expected.rawDeviation)
            #expect(found.raw.shape == raw.shape)
            #expect(relativeError(found.raw, rectified) <= tolerance, "\(expected.layer)")
            let enlarged = Resize.linear(
                map: HeatmapOverlay(map: Self.stretched(found.raw)).map, height: 224, width: 224)
            let final = try arrays.tensor(expected.final)
            #expect(
                relativeError(Self.stretched(enlarged), final.reshaped(enlarged.shape))
                    <= max(1e-3, tolerance),
                "\(expected.layer)")
        }
    }

    /// The reference's scaling: minus the minimum, divided by the maximum.
    static func stretched(_ map: Tensor) -> Tensor {
        let values = map.values
        let least = values.min()!
        let greatest = values.max()! - least
        return Tensor(map.shape, values.map { ($0 - least) / (greatest + 1e-7) })
    }

    @Test func aHandMadeMap() {
        let activations = Tensor([2, 1, 2], [1, 2, 3, 4])
        let gradients = Tensor([2, 1, 2], [1, 3, -1, 0])
        // Weights 2 and −0.5: 2·1 − 0.5·3 and 2·2 − 0.5·4.
        #expect(GradCAM.map(activations, gradients).values == [0.5, 2])
        let opposed = Tensor([2, 1, 2], [-1, -3, 1, 0])
        #expect(GradCAM.map(activations, opposed).values == [-0.5, -2])
    }

    @Test func anAllZeroMapSaysSo() throws {
        let analysis = try Sample.catAnalysis()
        // A class with next to no evidence has layers without any.
        let classes = analysis.predictions.suffix(200).map(\.index)
        let layer = try analysis.model.layer(named: "_blocks.15._bn2")
        var zeroMaps = 0
        for index in classes {
            let found = try GradCAM().explain(Question(layer: layer, classIndex: index), of: analysis)
            let isZero = found.raw.values.allSatisfy { $0 == 0 }
            let prediction = try #require(analysis.predictions.first { $0.index == index })
            #expect(
                found.notices
                    == (isZero ? ["There is no positive evidence for what is explained at this layer."] : [])
                    + [
                        Notice.negligibleClass(prediction.label, probability: prediction.probability).words
                    ])
            zeroMaps += isZero ? 1 : 0
            if isZero { break }
        }
        #expect(zeroMaps > 0)
    }
}

/// What several suites start from.
enum Sample {
    static func catAnalysis(_ name: String = "efficientnet-lite0") throws -> Analysis {
        let model = try ModelCatalogue.load(name)
        let subject = try Subject(path: ResourceFolder.path("Resources/photos/cat.png"), for: model)
        return try Analysis(of: subject, with: model, on: Executor(model.graph))
    }
}
