import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// A way to measure how far an explanation can be trusted.
public protocol EvaluationMetric: Sendable {
    /// The spelling on the command line, for example `deletion`.
    var name: String { get }
    /// The name beside its curve, for example `Deletion`.
    var title: Words { get }
    /// What it measures and whether high or low is good, one sentence.
    var summary: Words { get }
    /// Whether a higher score speaks for the explanation.
    var isHigherBetter: Bool { get }

    /// Measures an explanation.
    ///
    /// - Parameters:
    ///   - explanation: of a class; an answer of a method for which ``Evaluation/obstacle(for:)`` is nil.
    ///   - question: that it answers. Its options, seed and cancellation are heeded, its progress is not.
    ///   - analysis: of the same photo.
    ///   - report: to be called after every batch with the part that is done, 0…1, and what is known so far; throws to
    ///     stop.
    /// - Throws: `CancellationError`, `EngineError`, whatever `report` throws.
    func evaluate(
        _ explanation: Explanation, of question: Question, in analysis: Analysis,
        report: EvaluationProgress
    ) throws -> Evaluation
}

/// Takes how far an evaluation is, 0…1, with what is known so far, to be asked for only when somebody looks.
public typealias EvaluationProgress = (_ fraction: Double, _ partial: () -> Evaluation?) throws -> Void

/// The metrics, in the order in which they are shown. The command line, the window and the tests read this list.
public enum EvaluationMetrics {
    public static let all: [any EvaluationMetric] = [
        Insertion(),
        Deletion(),
        ROAD(),
        Randomization(),
        Infidelity(),
        SensitivityN(),
        MaxSensitivity(),
        Sparseness(),
    ]

    /// - Throws: ``QuestionError/unknownMetric(_:nearest:known:)``.
    public static func named(_ name: String) throws(QuestionError) -> any EvaluationMetric {
        if let metric = all.first(where: { $0.name == name }) { return metric }
        let names = all.map(\.name)
        throw .unknownMetric(name, nearest: NearestNames.of(name, in: names), known: names)
    }
}
