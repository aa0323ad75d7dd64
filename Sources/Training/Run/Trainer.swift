import Files
import ModelFormats
import NeuralNetwork
import Tensors

/// One network that learns, step by step.
///
/// Not Sendable: it stays on the queue that made it.
public final class Trainer {
    public let executor: TrainingExecutor
    private let loss: Loss
    private let optimizer: Optimizer
    private let clip: Double?
    /// Examples that one pass takes; a larger batch goes in parts, whose gradients add up.
    public let largestPass: Int

    /// - Parameters:
    ///   - graph: made of the parameters' tensors.
    ///   - optimizer: makes the optimiser for the parameters that turn out to be trained.
    ///   - largestPass: nil for as many examples as there is memory for.
    public init(
        _ graph: Graph, _ parameters: [Parameter], seed: UInt64, loss: Loss, clip: Double? = nil,
        largestPass: Int? = nil, optimizer: ([Parameter]) -> Optimizer
    ) throws {
        executor = try TrainingExecutor(graph, parameters: parameters, seed: seed)
        self.loss = loss
        self.clip = clip
        self.largestPass = largestPass ?? executor.largestBatch
        self.optimizer = optimizer(parameters)
    }

    /// What the optimiser remembers, and how many steps it made.
    public var memory: [(name: String, tensor: Tensor)] { optimizer.memory }
    public var stepCount: Int { optimizer.count }

    /// What one step came to.
    public struct Outcome: Sendable {
        /// The mean over the batch, before the step.
        public let loss: Double
        /// Examples that were classified rightly, before the step.
        public let correct: Int
    }

    /// Changes the parameters by one batch.
    ///
    /// - Parameter inputs: N×C×H×W.
    /// - Throws: ``TrainingError/notFinite`` for a loss that is no finite number, before anything is changed; what a pass throws.
    public func step(
        _ inputs: Tensor, _ targets: [Loss.Target], learningRate: Double
    ) throws -> Outcome {
        let items = targets.count
        executor.clearGradients()
        var (sum, correct) = (0.0, 0)
        for start in stride(from: 0, to: items, by: largestPass) {
            let range = start..<min(start + largestPass, items)
            let part =
                range.count == items ? inputs : Tensor.joined(range.map { inputs.part($0).asBatch })
            // No two passes of a training have the same number.
            let number = UInt64(optimizer.count) << 16 | UInt64(start / largestPass)
            let pass = try executor.forward(part, number: number)
            let outcome = loss(try pass.logits(), Array(targets[range]), of: items)
            guard outcome.sum.isFinite else { throw TrainingError.notFinite }
            try pass.backward(outcome.gradient)
            sum += outcome.sum
            correct += outcome.correct
        }
        if let clip { GradientNorm.clip(executor.parameters, to: clip) }
        optimizer.step(learningRate: learningRate)
        try executor.renew()
        return Outcome(loss: sum / Double(items), correct: correct)
    }
}
