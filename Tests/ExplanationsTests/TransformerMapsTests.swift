import GoldenData
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// Maps of layers of tokens, against pytorch-grad-cam with its reshape transform.
@Suite struct TransformerMapsTests {
    private let golden = GoldenFolder("transformers")

    private func analysis(_ name: String, _ arrays: SafeTensorsFile) throws -> Analysis {
        let model = try ModelFile.load(golden.path("\(name).onnx"), settings: ModelSettings(scaling: .tf))
        return try HeadsNetwork.analysis(of: arrays.tensor("picture/\(name)"), model)
    }

    @Test(arguments: ["vit", "deit", "registers", "swin"]) func agreeWithPytorchGradCAM(name: String) throws {
        let arrays = try golden.tensors("arrays.safetensors")
        let analysis = try analysis(name, arrays)
        let logits = try #require(try analysis.forward.logits())
        #expect(relativeError(logits, try arrays.tensor("logits/\(name)")) < 1e-4)
        let methods: [String: any ExplanationMethod] = [
            "GradCAM": GradCAM(), "HiResCAM": HiResCAM(), "LayerCAM": LayerCAM(), "XGradCAM": XGradCAM(),
        ]
        var compared = 0
        for key in arrays.names {
            let parts = key.split(separator: "/", maxSplits: 2).map(String.init)
            guard parts.count == 3, let method = methods[parts[0]], parts[1] == name else { continue }
            let layer = try analysis.model.layer(named: "/" + parts[2].drop { $0 == "/" })
            #expect(method.obstacle(in: analysis.model, at: layer) == nil)
            let found = try method.explain(Question(layer: layer, classIndex: 2), of: analysis).raw
            let raw = try arrays.tensor(key)
            let expected = Tensor(raw.shape, raw.values.map { max($0, 0) })
            // XGrad-CAM divides by sums of activations, which are near zero after a normalisation.
            let tolerance = parts[0] == "XGradCAM" ? 1e-3 : 1e-4
            #expect(found.shape == expected.shape)
            #expect(expected.isZero ? found.isZero : relativeError(found, expected) <= tolerance, "\(key)")
            compared += 1
        }
        #expect(compared >= 4)
    }

    /// Also where a stage is one window, whose attention has as many rows as columns.
    @Test func attentionIsNoMapOfThePicture() throws {
        let arrays = try golden.tensors("arrays.safetensors")
        for name in ["vit", "deit", "registers", "swin"] {
            let model = try analysis(name, arrays).model
            let recommended = try model.layer(named: model.recommendedLayer)
            #expect(recommended.hasSpatialExtent && recommended.kind != .activation)
            for node in model.graph.nodes where node.operation is Softmax {
                #expect(!node.hasSpatialExtent, "\(name) \(node.name)")
                #expect(GradCAM().obstacle(in: model, at: node) == .noSpatialExtent(layer: node.name))
            }
        }
    }
}
