import NeuralNetwork
import Tensors

/// What a class's score before softmax, or a target's number, loses when pixels of the network's input become 0.
struct ScoreLosses {
    private let classIndex: Int
    private let question: Question
    private let analysis: Analysis

    init(_ explanation: Explanation, _ question: Question, _ analysis: Analysis) {
        classIndex = explanation.classIndex ?? analysis.predictions[0].index
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
        // The first is the input itself.
        var scores: [Double] = []
        try PerturbedInputs(analysis.executor).run(
            count: sets.count + 1, cancellation: question.cancellation,
            write: { index, destination in
                _ = destination.update(from: values)
                guard index > 0 else { return }
                for pixel in sets[index - 1] {
                    for channel in 0..<channels { destination[channel * plane + pixel] = 0 }
                }
            },
            take: { _, all in scores.append(Double(all[classIndex])) },
            report: { _ in try question.cancellation?.check() })
        return scores.dropFirst().map { scores[0] - $0 }
    }
}
