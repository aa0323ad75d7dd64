import Tensors
import Words

/// How fast the class goes when pixels become 0 in the network's input, the most important first ("RISE", Petsiuk, Das and
/// Saenko 2018).
public struct Deletion: EvaluationMetric {
    public init() {}

    public let name = "deletion"
    public let title: Words = "Deletion"
    public let summary: Words =
        "The class's probability while the photo loses its pixels, the most important first: low is good."
    public let isHigherBetter = false

    public func evaluate(
        _ explanation: Explanation, of question: Question, in analysis: Analysis,
        report: EvaluationProgress
    ) throws -> Evaluation {
        let input = analysis.subject.input
        return try ProbabilityCurve(
            metric: self, explanation: explanation, question: question, analysis: analysis,
            part: .partDeleted
        ).evaluate(from: input, to: Tensor(input.shape, repeating: 0), report: report)
    }
}
