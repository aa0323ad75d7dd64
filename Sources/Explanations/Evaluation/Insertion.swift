import Tensors
import Words

/// How fast the class comes back when a blurred photo gets its pixels back, the most important first ("RISE", Petsiuk, Das
/// and Saenko 2018).
public struct Insertion: EvaluationMetric {
    public init() {}

    public let name = "insertion"
    public let title: Words = "Insertion"
    public let summary: Words =
        """
        The class's probability while a blurred photo gets its pixels back, the most important first: \
        high is good.
        """
    public let isHigherBetter = true

    public func evaluate(
        _ explanation: Explanation, of question: Question, in analysis: Analysis,
        report: EvaluationProgress
    ) throws -> Evaluation {
        let input = analysis.subject.input
        return try ProbabilityCurve(
            metric: self, explanation: explanation, question: question, analysis: analysis,
            part: .partInserted
        ).evaluate(from: Blur.blurred(input), to: input, report: report)
    }
}
