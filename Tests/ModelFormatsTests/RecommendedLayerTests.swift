import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

@Suite struct RecommendedLayerTests {
    /// A convolution, its activation, a pooling, a view of rows that are no maps, and a classifier.
    private func network() throws -> Graph {
        var builder = GraphBuilder(name: "net", input: [3, 8, 8])
        let kernel = Tensor([4, 3, 3, 3], repeating: 0.1)
        var node = try builder.add(
            "conv", Convolution(weights: kernel, window: Window([3, 3], padding: .all(1))), builder.input)
        node = try builder.add("relu", ActivationLayer(.relu), node)
        node = try builder.add("pool", Pooling(.maximum, window: Window([2, 2], stride: [2, 2])), node)
        node = try builder.add("view", Reshape([4, 2, 8]), node)
        node = try builder.add("view_relu", ActivationLayer(.relu), node)
        node = try builder.add("flatten", Reshape.flatten, node)
        return builder.build(logits: node)
    }

    @Test func isTheLastMapOfThePicture() throws {
        #expect(try network().recommendedLayer(preferring: [nil]) == "relu")
    }

    @Test func whatIsNamedGoesFirstWhereItHasRowsAndColumns() throws {
        let network = try network()
        #expect(network.recommendedLayer(preferring: ["conv", "pool"]) == "conv")
        #expect(network.recommendedLayer(preferring: [nil, "pool"]) == "pool")
        #expect(network.recommendedLayer(preferring: ["flatten", "pool"]) == "pool")
        #expect(network.recommendedLayer(preferring: ["none", "flatten"]) == "relu")
    }
}
