import NeuralNetwork
import Tensors
import Words

/// Whether sums of relevance foretell what the score loses: for several numbers of pixels, the correlation over random sets of
/// so many between the sum of their relevance and the loss of the score before softmax when they become 0 in the network's
/// input ("Towards better understanding of gradient-based attribution methods", Ancona et al. 2018).
public struct SensitivityN: EvaluationMetric {
    public init() {}

    public let name = "sensitivity-n"
    public let title: Words = "Sensitivity-n"
    public let summary: Words =
        "How well sums of relevance foretell what the score loses without such pixels (correlation, for several numbers of pixels): near 1 is good."
    public let isHigherBetter = true

    /// Parts of the pixels that become 0.
    private static let shares = [0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8]
    /// Random sets of each number.
    private static let setCount = 24

    public func evaluate(
        _ explanation: Explanation, of question: Question, in analysis: Analysis,
        report: EvaluationProgress
    ) throws -> Evaluation {
        let relevance = RelevanceMap(of: explanation)
        if relevance.isConstant { return evaluation([], explanation, notices: [.constantRanking]) }
        let values = relevance.map.values
        let score = try ScoreLosses(explanation, question, analysis)
        var random = PCG64(seed: question.seed)
        var points: [Evaluation.Point] = []
        for (number, share) in Self.shares.enumerated() {
            let count = max(1, Int(share * Double(values.count)))
            let sets = (0..<Self.setCount).map { _ in Self.choose(count, of: values.count, &random) }
            let losses = try score.losses(without: sets)
            let sums = sets.map { $0.reduce(0) { $0 + Double(values[$1]) } }
            if let correlation = Correlation.pearson(sums, losses) {
                points.append(Evaluation.Point(x: Double(count) / Double(values.count), y: correlation))
            }
            try report(Double(number + 1) / Double(Self.shares.count)) { evaluation(points, explanation) }
        }
        return evaluation(points, explanation, isWhole: true)
    }

    /// Some of 0..<`whole`, each once.
    private static func choose(_ count: Int, of whole: Int, _ random: inout PCG64) -> [Int] {
        var all = Array(0..<whole)
        for place in 0..<count {
            all.swapAt(place, place + Int(random.uniform() * Double(whole - place)))
        }
        return Array(all[..<count])
    }

    private func evaluation(
        _ points: [Evaluation.Point], _ explanation: Explanation, isWhole: Bool = false,
        notices: [Notice] = []
    ) -> Evaluation {
        let mean = points.reduce(0) { $0 + $1.y } / Double(max(points.count, 1))
        return Evaluation(
            metric: self, method: explanation.method,
            curves: points.isEmpty ? [] : [Evaluation.Curve(points: points)],
            horizontal: Evaluation.Axis(.partRemoved, 0...1),
            vertical: Evaluation.Axis(.correlation, -1...1), scoreTitle: .meanCorrelation,
            score: isWhole && !points.isEmpty ? mean : nil, notices: notices)
    }
}
