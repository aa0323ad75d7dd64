import ModelFormats
import NeuralNetwork
import Tensors

/// The class scores of a network for a picture and the gradient at the picture, as `.npy` files for a script that
/// compares them with another framework's.
enum Gradient {
    /// - Parameters:
    ///   - files: the model; the picture, 1×C×H×W; the direction d, in the shape of the scores; where the scores go; and
    ///     where the gradient of ⟨scores, d⟩ goes.
    static func write(_ files: [String]) throws {
        let graph = try ModelFile.load(files[0]).graph
        guard let logits = graph.logits else {
            throw ONNXEvaluation.Unanswered("\(files[0]) has no classifier")
        }
        let pass = try Executor(graph).forward(NPYFile.read(files[1]))
        let scores = try pass.output(of: logits)
        try NPYFile.write(scores, to: files[3])
        let direction = try NPYFile.read(files[2]).reshaped(scores.shape)
        try NPYFile.write(pass.backward(from: logits, gradient: direction).gradient(at: 0), to: files[4])
    }
}
