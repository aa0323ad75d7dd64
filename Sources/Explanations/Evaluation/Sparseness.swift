import NeuralNetwork
import Words

/// How much of the relevance stands on few pixels: the Gini index of its magnitudes ("Concise Explanations of Neural Networks
/// using Adversarial Training", Chalasani et al. 2020). The curve is Lorenz's.
public struct Sparseness: EvaluationMetric {
    public init() {}

    public let name = "sparseness"
    public let title: Words = "Sparseness"
    public let summary: Words =
        "How much of the relevance stands on few pixels (Gini index): 0 where it is spread evenly, near 1 where one has it all."
    public let isHigherBetter = true

    /// Points of the curve at most.
    private static let pointCount = 100

    public func evaluate(
        _ explanation: Explanation, of question: Question, in analysis: Analysis,
        report: EvaluationProgress
    ) throws -> Evaluation {
        try question.cancellation?.check()
        let relevance = RelevanceMap(of: explanation)
        if relevance.isConstant {
            return evaluation([], explanation, score: nil, notices: [.constantRanking])
        }
        let magnitudes = relevance.map.values.map { Double(abs($0)) }.sorted()
        var sum = 0.0
        let sums = magnitudes.map { magnitude in
            sum += magnitude
            return sum
        }
        let step = max(1, magnitudes.count / Self.pointCount)
        var points = [Evaluation.Point(x: 0, y: 0)]
        for place in magnitudes.indices where (place + 1) % step == 0 || place + 1 == magnitudes.count {
            points.append(
                Evaluation.Point(x: Double(place + 1) / Double(magnitudes.count), y: sums[place] / sum))
        }
        return evaluation(points, explanation, score: Self.gini(magnitudes))
    }

    /// Σ (2i − n − 1)·x_i / (n·Σ x_i), i from 1.
    ///
    /// - Parameter magnitudes: rising, not all 0.
    static func gini(_ magnitudes: [Double]) -> Double {
        let count = Double(magnitudes.count)
        var (weighted, sum) = (0.0, 0.0)
        for (index, magnitude) in magnitudes.enumerated() {
            weighted += (2 * Double(index + 1) - count - 1) * magnitude
            sum += magnitude
        }
        return weighted / (count * sum)
    }

    private func evaluation(
        _ points: [Evaluation.Point], _ explanation: Explanation, score: Double?, notices: [Notice] = []
    ) -> Evaluation {
        Evaluation(
            metric: self, method: explanation.method,
            curves: points.isEmpty ? [] : [Evaluation.Curve(points: points)],
            horizontal: Evaluation.Axis(.partOfPixels, 0...1),
            vertical: Evaluation.Axis(.partOfRelevance, 0...1), scoreTitle: .giniIndex, score: score,
            notices: notices)
    }
}
