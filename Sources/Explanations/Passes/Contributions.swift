import NeuralNetwork
import Tensors

/// DeepLIFT above a layer.
struct Contributions {
    private let executor: Executor
    /// The pass of the layer's output for the photo.
    private let pass: ForwardPass
    private let scores: Tensor

    /// What one class's score owes to a change.
    struct Answer {
        /// Score per unit of change, C×H×W.
        let multipliers: Tensor
        /// The class's score less that of the reference.
        let scoreChange: Double
    }

    /// - Parameter x: the layer's output, C×H×W.
    init(of x: Tensor, above node: Node, in analysis: Analysis, cancellation: Cancellation?) throws {
        let (upper, _) = try analysis.model.graph.upperPart(above: node.id, given: analysis.forward)
        executor = Executor(
            try upper.withSeparateActivations().graph, besides: analysis.executor, fusesLayers: false)
        pass = try executor.forward(x.asBatch, cancellation: cancellation)
        scores = try pass.logits()!
    }

    /// - Parameter reference: what the layer's output is compared with, C×H×W.
    /// - Returns: an answer for each class.
    func multipliers(
        from reference: Tensor, classIndexes: [Int], cancellation: Cancellation?
    ) throws -> [Answer] {
        let other = try executor.forward(reference.asBatch, cancellation: cancellation)
        let otherScores = try other.logits()!
        return try classIndexes.map { index in
            Answer(
                multipliers: try DeepLIFTPass(of: pass, reference: other, fromClass: index)
                    .multipliers(at: 0, cancellation: cancellation).part(0),
                scoreChange: Double(scores[index]) - Double(otherScores[index]))
        }
    }
}
