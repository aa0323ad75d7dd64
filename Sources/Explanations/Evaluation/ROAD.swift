import Files
import NeuralNetwork
import Tensors
import Words

/// Remove and debias: what the class's probability does when the most important pixels are blended into what surrounds them,
/// against the least important ones (Rong et al. 2022, as pytorch-grad-cam 1.5's `ROADCombined` has it with
/// `ClassifierOutputSoftmaxTarget`).
public struct ROAD: EvaluationMetric {
    public init() {}

    public let name = "road"
    public let title: Words = "ROAD"
    public let summary: Words =
        """
        How much more the class suffers when the most important pixels are blended away than the least \
        important: high is good.
        """
    public let isHigherBetter = true

    /// Percentiles of the map; the pixels above are removed.
    private static let percentiles = [90, 80, 70, 60, 50, 40, 30, 20, 10]
    /// Deviation of the normal noise on filled pixels.
    private static let noise = 0.01

    public func evaluate(
        _ explanation: Explanation, of question: Question, in analysis: Analysis,
        report: EvaluationProgress
    ) throws -> Evaluation {
        try evaluate(
            RelevanceMap(of: explanation), explanation, of: question, in: analysis, noise: Self.noise,
            report: report)
    }

    func evaluate(
        _ relevance: RelevanceMap, _ explanation: Explanation, of question: Question,
        in analysis: Analysis, noise: Double, report: EvaluationProgress
    ) throws -> Evaluation {
        if relevance.isConstant {
            return evaluation([], explanation, analysis, notices: [.constantRanking])
        }
        let classIndex = explanation.classIndex ?? analysis.predictions[0].index
        let (important, unimportant) = (relevance.normalised, relevance.normalised.mapped { 1 - $0 })
        var random = MersenneTwister(seed: question.seed)
        var pairs: [Pair] = []
        for percentile in Self.percentiles {
            let imputed = try [unimportant, important].map { map in
                let isRemoved = Self.isRemoved(map, above: percentile)
                return try Self.filled(
                    analysis.subject.input, isRemoved, noise: noise, random: &random,
                    cancellation: question.cancellation)
            }
            let batch = Tensor(
                analysis.subject.input.shape.withBatch(2), imputed[0].values + imputed[1].values)
            let scores = try analysis.executor.output(for: batch, cancellation: question.cancellation)
            let probabilities = (0..<2).map { item in
                scores.part(item).withUnsafeBufferPointer(analysis.model.graph.scoring.probabilities)[
                    classIndex]
            }
            pairs.append(
                Pair(
                    removed: Double(100 - percentile) / 100, leastFirst: probabilities[0],
                    mostFirst: probabilities[1]))
            try report(Double(pairs.count) / Double(Self.percentiles.count)) {
                evaluation(pairs, explanation, analysis)
            }
        }
        return evaluation(pairs, explanation, analysis)
    }

    private struct Pair {
        /// Part of the pixels.
        let removed: Double
        /// Probability without the least important pixels.
        let leastFirst: Double
        /// Probability without the most important pixels.
        let mostFirst: Double
    }

    private func evaluation(
        _ pairs: [Pair], _ explanation: Explanation, _ analysis: Analysis, notices: [Notice] = []
    ) -> Evaluation {
        let isWhole = pairs.count == Self.percentiles.count
        let sum = pairs.reduce(0) { $0 + ($1.leastFirst - $1.mostFirst) / 2 }
        return Evaluation(
            metric: self, method: explanation.method,
            curves: pairs.isEmpty
                ? []
                : [
                    Evaluation.Curve(
                        name: .leastImportantFirst,
                        points: pairs.map { Evaluation.Point(x: $0.removed, y: $0.leastFirst) }),
                    Evaluation.Curve(
                        name: .mostImportantFirst,
                        points: pairs.map { Evaluation.Point(x: $0.removed, y: $0.mostFirst) }),
                ],
            horizontal: Evaluation.Axis(.partRemoved, 0...1),
            vertical: Evaluation.Axis.score(
                analysis.model.graph.scoring, pairs.flatMap { [$0.leastFirst, $0.mostFirst] }),
            scoreTitle: .halfDifference,
            score: isWhole ? sum / Double(pairs.count) : nil, notices: notices)
    }

    /// The pixels with a value of at least the percentile of all, which numpy interpolates linearly in single precision.
    static func isRemoved(_ map: Tensor, above percentile: Int) -> [Bool] {
        let values = map.values
        let sorted = values.sorted()
        let place = Float(values.count - 1) * (Float(percentile) / 100)
        let lower = min(Int(place), values.count - 1)
        let upper = min(lower + 1, values.count - 1)
        let (share, difference) = (place - Float(lower), sorted[upper] - sorted[lower])
        let threshold =
            share < 0.5 ? sorted[lower] + difference * share : sorted[upper] - difference * (1 - share)
        return values.map { $0 >= threshold }
    }

    /// The input with some pixels blended into the others.
    ///
    /// - Parameter input: 1×C×H×W.
    private static func filled(
        _ input: Tensor, _ isRemoved: [Bool], noise: Double, random: inout MersenneTwister,
        cancellation: Cancellation?
    ) throws -> Tensor {
        // Ties may ask for all pixels, of which nothing would be left to fill them from.
        guard isRemoved.contains(false) else { return Tensor(input.shape, repeating: 0) }
        let picture = input.part(0)
        let imputer = LinearImputer(
            height: picture.shape[1], width: picture.shape[2], isRemoved: isRemoved)
        let found = try imputer.values(of: picture, cancellation: cancellation)
        var values = input.values
        for channel in 0..<picture.shape[0] {
            for (index, position) in imputer.removed.enumerated() {
                values[channel * isRemoved.count + Int(position)] =
                    found[channel * imputer.removed.count + index]
                    + (noise > 0 ? Float(noise * random.normal()) : 0)
            }
        }
        return Tensor(input.shape, values)
    }
}

extension Tensor {
    fileprivate func mapped(_ transform: (Float) -> Float) -> Tensor {
        Tensor(shape, values.map(transform))
    }
}
