import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// LIFT-CAM against captum's DeepLift.
@Suite struct LIFTCAMTests {
    @Test(arguments: ["last_relu", "pool"]) func agreesWithCaptum(layer: String) throws {
        let analysis = try GoldenNetwork.analysis()
        let found = try LIFTCAM().explain(
            Question(layer: analysis.model.layer(named: layer), classIndex: 3), of: analysis)
        let expected = try GoldenFolder("lift-cam").tensors("arrays.safetensors").tensor(layer)
        #expect(found.raw.shape == expected.shape)
        #expect(relativeError(found.raw, expected) <= 1e-4)
    }

    @Test func agreesWithCaptumOnTheEmbeddedNetwork() throws {
        let analysis = try Sample.catAnalysis()
        let reader = try analysis.model.layer(named: "_blocks.14._expand_conv")
        let found = try LIFTCAM().explain(
            Question(layer: analysis.model.graph.nodes[reader.inputs[0]]), of: analysis)
        let expected = try GoldenFolder("lift-cam").tensors("arrays.safetensors").tensor("lite0")
        #expect(found.raw.shape == expected.shape)
        #expect(relativeError(found.raw, expected) <= 1e-4)
    }

    /// Below global average pooling and one dense layer, w_k is the dense weight times the mean of map k.
    @Test func isTheMeanTimesTheWeightBelowALinearHead() throws {
        let head = try LinearHead()
        let found = try LIFTCAM().explain(Question(layer: head.layer, classIndex: 2), of: head.analysis).raw
        #expect(relativeError(found, try head.map(forClass: 2)) < 1e-4)
    }

    @Test func saysWhereItHasNoAnswer() throws {
        let model = try GoldenNetwork.model()
        #expect(
            LIFTCAM().obstacle(in: model, at: try model.layer(named: "hidden"))
                == .noSpatialExtent(layer: "hidden"))
    }
}
