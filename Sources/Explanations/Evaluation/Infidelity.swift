import NeuralNetwork
import Tensors
import Words

/// What part of the score's changes the map does not foretell when squares of the photo become 0 in the network's input
/// ("On the (In)fidelity and Sensitivity of Explanations", Yeh et al. 2019).
///
/// A map foretells β times the sum of its relevance in the square, with the β that fits best, so that its unit does not matter;
/// what is left of the squared changes is divided by all of them: 0 for a map that foretells every change, 1 for one that
/// foretells nothing.
public struct Infidelity: EvaluationMetric {
    public init() {}

    public let name = "infidelity"
    public let title: Words = "Infidelity"
    public let summary: Words =
        "What part of the score's changes the map does not foretell when squares of the photo become 0: near 0 is good."
    public let isHigherBetter = false

    /// Random squares.
    private static let squareCount = 96
    /// Their sides as parts of the input's shorter one.
    private static let sides = [0.125, 0.25, 0.5]

    public func evaluate(
        _ explanation: Explanation, of question: Question, in analysis: Analysis,
        report: EvaluationProgress
    ) throws -> Evaluation {
        let relevance = RelevanceMap(of: explanation)
        if relevance.isConstant { return evaluation([], [], explanation, notices: [.constantRanking]) }
        let (height, width) = (relevance.map.shape[0], relevance.map.shape[1])
        let values = relevance.map.values
        let score = try ScoreLosses(explanation, question, analysis)
        var random = PCG64(seed: question.seed)
        var (foretold, changes): ([Double], [Double]) = ([], [])
        for (number, share) in Self.sides.enumerated() {
            let side = max(1, Int(share * Double(min(height, width))))
            let squares = (0..<Self.squareCount / Self.sides.count).map { _ -> [Int] in
                let (top, left) = (
                    Self.integer(below: height - side + 1, &random),
                    Self.integer(below: width - side + 1, &random)
                )
                return (top..<top + side).flatMap { row in (left..<left + side).map { row * width + $0 } }
            }
            changes += try score.losses(without: squares)
            foretold += squares.map { $0.reduce(0) { $0 + Double(values[$1]) } }
            try report(Double(number + 1) / Double(Self.sides.count)) {
                evaluation(foretold, changes, explanation)
            }
        }
        return evaluation(foretold, changes, explanation, isWhole: true)
    }

    private static func integer(below bound: Int, _ random: inout PCG64) -> Int {
        Int(random.uniform() * Double(bound))
    }

    private func evaluation(
        _ sums: [Double], _ changes: [Double], _ explanation: Explanation, isWhole: Bool = false,
        notices: [Notice] = []
    ) -> Evaluation {
        let fit =
            zip(sums, changes).reduce(0) { $0 + $1.0 * $1.1 } / max(sums.reduce(0) { $0 + $1 * $1 }, 1e-300)
        let foretold = sums.map { $0 * fit }
        let whole = changes.reduce(0) { $0 + $1 * $1 }
        let left = zip(foretold, changes).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        let order = changes.indices.sorted { changes[$0] < changes[$1] }
        func curve(_ name: Measure, _ values: [Double]) -> Evaluation.Curve {
            Evaluation.Curve(
                name: name,
                points: order.enumerated().map {
                    Evaluation.Point(x: Double($0) / Double(max(order.count - 1, 1)), y: values[$1])
                })
        }
        let all = foretold + changes
        return Evaluation(
            metric: self, method: explanation.method,
            curves: changes.isEmpty ? [] : [curve(.scoreLost, changes), curve(.scoreForetold, foretold)],
            horizontal: Evaluation.Axis(.squaresInOrder, 0...1),
            vertical: Evaluation.Axis(.scoreLost, min(0, all.min() ?? 0)...max(1e-6, all.max() ?? 1)),
            scoreTitle: .unforetoldPart, score: isWhole && whole > 0 ? left / whole : nil, notices: notices)
    }
}
