import Foundation
import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// Networks out of Keras's files against Keras: class scores, every layer's output and every layer's gradient.
@Suite struct KerasGoldenTests {
    struct Golden: Decodable {
        struct Input: Decodable {
            let shape: [Int]
        }

        let seed: UInt64
        let input: Input
        let topClass: Int
        let logits: [Double]
        let probabilities: [Double]
        let layers: [GoldenLayer]
    }

    static let folder = GoldenFolder("keras")

    @Test(
        arguments: ["functional", "activations", "sequential", "binary", "nested"], ["h5", "keras"])
    func smallNetwork(_ name: String, _ ending: String) throws {
        let model = try ModelFile.load(Self.folder.path("\(name).\(ending)"))
        try Self.check(model.graph, Self.folder.decode(Golden.self, from: "\(name).json"))
    }

    static func check(_ graph: Graph, _ golden: Golden) throws {
        let input = RandomWeights.uniform(
            Shape(golden.input.shape), bound: 1, seed: golden.seed &+ 1000 << 40)
        #expect(graph.inputShape == input.shape.withoutBatch)
        let pass = try Executor(graph).forward(input)
        let logits = try #require(try pass.logits())
        // A single score is that of the second of two classes.
        let first = logits.count - golden.logits.count
        #expect(first == (golden.logits.count == 1 ? 1 : 0))
        let scores = Tensor([golden.logits.count], Array(logits.values[first...]))
        #expect(relativeError(scores, Tensor([golden.logits.count], golden.logits.map(Float.init))) <= 1e-4)
        if graph.scoring == .sigmoid {
            let found = scores.values.map { 1 / (1 + exp(-Double($0))) }
            #expect(zip(found, golden.probabilities).allSatisfy { abs($0 - $1) < 1e-5 })
        }
        try GoldenLayer.check(golden.layers, pass, pass.backward(fromClass: first + golden.topClass))
    }
}
