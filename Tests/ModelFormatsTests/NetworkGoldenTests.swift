import Files
import Foundation
import GoldenData
import Imaging
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// Whole networks against PyTorch: class scores, every layer's output and every layer's gradient.
@Suite struct NetworkGoldenTests {
    /// A file of `layers` with figures of outputs and gradients.
    struct Golden: Decodable {
        let topClass: Int?
        let logits: [Double]?
        let layers: [GoldenLayer]
    }

    /// The pseudo-random input of `GoldenData/reference/splitmix.py`.
    static func splitMixInput(_ size: Int, _ seed: UInt64) -> Tensor {
        RandomWeights.uniform([1, 3, size, size], bound: 1, seed: seed &+ 1000 << 40)
    }

    @Test func efficientNetOnAPhoto() throws {
        let model = try ModelCatalogue.load("efficientnet-lite0")
        let photo = try ImageFile.read(ResourceFolder.path("Resources/photos/cat.png"))
        try Self.check(model.graph, model.preprocessing.tensor(of: photo), "efficientnet-lite0", "cat.json")
    }

    @Test func efficientNetOnNoise() throws {
        let graph = try ModelCatalogue.load("efficientnet-lite0").graph
        try Self.check(graph, Self.splitMixInput(224, 0), "efficientnet-lite0", "pseudo-random.json")
    }

    /// Small inputs on which no activation lies near a kink: here every gradient is due within 1e-4.
    @Test func efficientNetOnASmallInput() throws {
        var weights = try SafeTensorsFile(
            path: ResourceFolder.path("Resources/models/efficientnet-lite0.safetensors"))
        let graph = try EfficientNetLite.lite0(&weights, size: 32)
        try Self.check(graph, Self.splitMixInput(32, 6), "efficientnet-lite0", "small.json")
    }

    @Test func vgg16OnASmallInput() throws {
        var weights = RandomWeights(seed: 0)
        let graph = try VGG.vgg16(&weights, size: 32)
        try Self.check(graph, Self.splitMixInput(32, 9), "vgg16-random", "small.json")
    }

    @Test func vgg16OnNoise() throws {
        var weights = RandomWeights(seed: 0)
        let graph = try VGG.vgg16(&weights)
        try Self.check(graph, Self.splitMixInput(224, 0), "vgg16-random", "full.json")
    }

    @Test func vgg16FeaturesOnAPhoto() throws {
        let model = try ModelCatalogue.load("vgg16-features")
        let photo = try ImageFile.read(ResourceFolder.path("Resources/photos/cat.png"))
        try Self.check(model.graph, model.preprocessing.tensor(of: photo), "vgg16-features", "summary.json")
    }

    static func check(_ graph: Graph, _ input: Tensor, _ folder: String, _ file: String) throws {
        let golden = try GoldenFolder(folder).decode(Golden.self, from: file)
        let pass = try Executor(graph).forward(input)
        if let logits = golden.logits {
            let expected = Tensor([1, logits.count], logits.map(Float.init))
            #expect(relativeError(try #require(try pass.logits()), expected) <= 1e-4)
        }
        #expect(golden.layers.count == graph.nodes.count - 1)
        let backward = try golden.topClass.map { try pass.backward(fromClass: $0) } ?? meanGradient(of: pass)
        try GoldenLayer.check(golden.layers, pass, backward)
    }

    /// The gradient of the mean of the last layer.
    private static func meanGradient(of pass: ForwardPass) throws -> BackwardPass {
        let last = pass.graph.nodes.last!
        let shape = Shape([1] + last.shape.dimensions)
        return try pass.backward(
            from: last.id, gradient: Tensor(shape, repeating: 1 / Float(shape.count)))
    }
}
