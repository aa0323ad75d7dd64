import NeuralNetwork
import Tensors

/// The probability of a class while the pixels of one input are replaced by those of another, the most important first, in
/// steps of as many pixels as a row has ("RISE", Petsiuk, Das and Saenko 2018).
struct ProbabilityCurve {
    let metric: any EvaluationMetric
    let explanation: Explanation
    let question: Question
    let analysis: Analysis
    /// What stands under the diagram.
    let part: Measure

    /// - Parameters:
    ///   - start: 1×C×H×W.
    ///   - end: 1×C×H×W.
    ///   - report: as for ``EvaluationMetric``.
    func evaluate(from start: Tensor, to end: Tensor, report: EvaluationProgress) throws -> Evaluation {
        let relevance = RelevanceMap(of: explanation)
        if relevance.isConstant { return evaluation([], notices: [.constantRanking]) }
        let (probabilities, rounding) = try probabilities(
            order: relevance.order, from: start, to: end, report: report)
        return evaluation(probabilities, notices: rounding?.notices ?? [])
    }

    /// - Parameter order: every pixel once.
    /// - Returns: one more than there are steps, and how far they are off where they are not computed exactly.
    func probabilities(
        order: [Int], from start: Tensor, to end: Tensor, report: EvaluationProgress
    ) throws -> (values: [Double], rounding: Rounding?) {
        let classIndex = explanation.classIndex ?? analysis.predictions[0].index
        let (plane, channels) = (order.count, start.shape[1])
        let step = start.shape[3]
        let count = (plane + step - 1) / step + 1
        var current = start.values
        var replaced = 0
        var probabilities: [Double] = []
        let scoring = analysis.model.graph.scoring
        let rounding = try PerturbedInputs(
            analysis.executor, precision: Precision(question.options)
        ).run(
            count: count, cancellation: question.cancellation,
            write: { index, destination in
                let wanted = min(index * step, plane)
                end.withUnsafeBufferPointer { end in
                    for pixel in order[replaced..<wanted] {
                        for channel in 0..<channels {
                            current[channel * plane + pixel] = end[channel * plane + pixel]
                        }
                    }
                }
                replaced = wanted
                _ = destination.update(from: current)
            },
            take: { _, scores in
                probabilities.append(scoring.probabilities(of: scores)[classIndex])
                try report(Double(probabilities.count) / Double(count)) {
                    evaluation(probabilities, isWhole: false, of: count)
                }
            },
            value: { scoring.probabilities(of: $0)[classIndex] },
            report: { _ in try question.cancellation?.check() })
        return (probabilities, rounding)
    }

    private func evaluation(
        _ probabilities: [Double], isWhole: Bool = true, of count: Int? = nil, notices: [Notice] = []
    ) -> Evaluation {
        let last = Double(max(1, (count ?? probabilities.count) - 1))
        let points = probabilities.enumerated().map { Evaluation.Point(x: Double($0) / last, y: $1) }
        return Evaluation(
            metric: metric, method: explanation.method,
            curves: points.isEmpty ? [] : [Evaluation.Curve(points: points)],
            horizontal: Evaluation.Axis(part, 0...1),
            vertical: Evaluation.Axis.score(analysis.model.graph.scoring, points.map(\.y)),
            scoreTitle: .areaUnderCurve,
            score: isWhole && probabilities.count > 1 ? Self.area(under: probabilities) : nil,
            notices: notices)
    }

    /// The area under a curve of equally distant points over 0…1, by trapezoids.
    static func area(under values: [Double]) -> Double {
        (values.reduce(0, +) - (values[0] + values[values.count - 1]) / 2) / Double(values.count - 1)
    }
}
