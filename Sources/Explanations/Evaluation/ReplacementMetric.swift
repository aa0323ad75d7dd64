import Tensors

/// A metric that follows the class's probability while the pixels of one input are replaced by those of another, the most
/// important first: a metric supplies only the two inputs.
public protocol ReplacementMetric: EvaluationMetric {
    /// The part of the photo that has been replaced, which stands under the diagram.
    var part: Measure { get }

    /// The inputs of which the first becomes the second.
    ///
    /// - Parameter input: of the photo, 1×C×H×W, as are the two.
    func ends(for input: Tensor) -> (start: Tensor, end: Tensor)
}

extension ReplacementMetric {
    public func evaluate(
        _ explanation: Explanation, of question: Question, in analysis: Analysis,
        report: EvaluationProgress
    ) throws -> Evaluation {
        let (start, end) = ends(for: analysis.subject.input)
        return try ProbabilityCurve(
            metric: self, explanation: explanation, question: question, analysis: analysis, part: part
        ).evaluate(from: start, to: end, report: report)
    }
}
