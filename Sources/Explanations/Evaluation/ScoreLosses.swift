import NeuralNetwork
import Tensors

/// What a class's score before softmax, or a target's number, loses when pixels of the network's input become 0.
struct ScoreLosses {
    private let classIndex: Int
    /// That of the input as it is.
    private let score: Double
    private let question: Question
    private let analysis: Analysis

    /// - Parameter explanation: of a class or a target.
    init(_ explanation: Explanation, _ question: Question, _ analysis: Analysis) throws {
        classIndex = explanation.classIndex ?? analysis.predictions[0].index
        score = Double(try analysis.forward.logits()![classIndex])
        self.question = question
        self.analysis = analysis
    }

    /// - Parameter sets: of pixels, row-major over H×W.
    /// - Returns: one loss for each.
    /// - Throws: `CancellationError`, `EngineError`.
    func losses(without sets: [[Int]]) throws -> [Double] {
        let input = analysis.subject.input
        let (channels, plane) = (input.shape[1], input.shape[2] * input.shape[3])
        let values = input.values
        var losses: [Double] = []
        try PerturbedInputs(analysis.executor).run(
            count: sets.count, cancellation: question.cancellation,
            write: { index, destination in
                _ = destination.update(from: values)
                for pixel in sets[index] {
                    for channel in 0..<channels { destination[channel * plane + pixel] = 0 }
                }
            },
            take: { _, scores in losses.append(score - Double(scores[classIndex])) },
            report: { _ in try question.cancellation?.check() })
        return losses
    }
}
