import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// Expects that a network computes the `answer` for the `picture` of a golden folder's arrays, and the `gradient` of the score of class
/// 3 at the picture.
func expectScoresAndGradient(of graph: Graph, in golden: GoldenFolder) throws {
    let arrays = try golden.tensors("arrays.safetensors")
    #expect(graph.nodes.filter { !$0.isComputed }.map(\.name) == [])
    let pass = try Executor(graph).forward(arrays.tensor("picture"))
    let logits = try #require(graph.logits)
    #expect(relativeError(try pass.output(of: logits), try arrays.tensor("answer")) < 1e-5)
    let direction = Tensor([1, 5], (0..<5).map { $0 == 3 ? 1 : 0 })
    let gradient = try pass.backward(from: logits, gradient: direction).gradient(at: 0)
    #expect(relativeError(gradient, try arrays.tensor("gradient")) < 1e-4)
}
