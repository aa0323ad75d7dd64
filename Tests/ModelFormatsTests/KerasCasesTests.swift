import Foundation
import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// Files of Keras 2 and Keras 3 with models in models, constants among operands, layers in layers, pictures without a channel
/// axis and channels first.
@Suite struct KerasCasesTests {
    struct Golden: Decodable {
        let shape: [Int]
        let input: [Float]
        let answer: [Float]
    }

    static let names = [
        "nested3", "nested2", "constants3", "constants2", "parts3", "parts2", "rows3", "rows2", "twice3",
        "twice2",
        "first3",
    ]

    @Test(arguments: names, ["h5", "keras"])
    func agreesWithKeras(_ name: String, _ ending: String) throws {
        let folder = GoldenFolder("keras-cases")
        let golden = try folder.decode(Golden.self, from: "\(name).json")
        let graph = try ModelFile.load(folder.path("\(name).\(ending)")).graph
        #expect(graph.inputShape.dimensions == Array(golden.shape.dropFirst()))
        let pass = try Executor(graph).forward(Tensor(Shape(golden.shape), golden.input))
        let output = try pass.output(of: graph.lastComputed)
        #expect(graph.lastComputed == graph.nodes.count - 1)
        #expect(relativeError(output, Tensor([1, golden.answer.count], golden.answer)) <= 1e-4)
    }

    /// The scores of the network with a sigmoid or softmax at its end are those before it.
    @Test func scoresAreBeforeTheSoftmax() throws {
        let graph = try ModelFile.load(GoldenFolder("keras-cases").path("nested2.h5")).graph
        #expect(graph.classCount == 3 && graph.logits == graph.nodes.count - 2)
    }
}
