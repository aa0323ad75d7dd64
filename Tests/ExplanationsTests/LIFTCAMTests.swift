import Files
import GoldenData
import ModelFormats
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
        let analysis = try Sample.branchingAnalysis()
        let layer = try analysis.model.layer(named: "sum")
        let maps = try analysis.forward.output(of: layer.id).part(0)
        let scores = try analysis.model.layer(named: "scores").operation as! Dense
        let plane = maps.shape[1] * maps.shape[2]
        var expected = [Float](repeating: 0, count: plane)
        for channel in 0..<maps.shape[0] {
            let map = maps.part(channel).values
            let weight = scores.weight(ofInput: channel, forOutput: 2) * map.reduce(0, +) / Float(plane)
            for position in 0..<plane { expected[position] += weight * map[position] }
        }
        let found = try LIFTCAM().explain(Question(layer: layer, classIndex: 2), of: analysis)
        #expect(relativeError(found.raw, Tensor(found.raw.shape, expected.map { max($0, 0) })) < 1e-4)
    }

    @Test func saysWhereItHasNoAnswer() throws {
        let model = try GoldenNetwork.model()
        #expect(
            LIFTCAM().obstacle(in: model, at: try model.layer(named: "hidden"))
                == .noSpatialExtent(layer: "hidden"))
    }
}
