import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// How far the map moves when the input changes so little that nobody sees it: the greatest distance of the maps of some such
/// inputs from the map itself, as a part of its length ("On the (In)fidelity and Sensitivity of Explanations", Yeh et al. 2019).
public struct MaxSensitivity: EvaluationMetric {
    public init() {}

    public let name = "max-sensitivity"
    public let title: Words = "Max-sensitivity"
    public let summary: Words =
        "How far the map moves when the photo changes by up to 1 % (greatest of ten tries, as a part of the map): near 0 is good."
    public let isHigherBetter = false

    private static let tries = 10
    /// Of the distance from the input's least to its greatest value: what each value changes at most.
    private static let radius: Float = 0.01

    public func evaluate(
        _ explanation: Explanation, of question: Question, in analysis: Analysis,
        report: EvaluationProgress
    ) throws -> Evaluation {
        let original = explanation.relevance
        if RelevanceMap(original).isConstant {
            return evaluation([], explanation, notices: [.constantRanking])
        }
        let values = original.values
        let length = Self.length(values)
        var random = PCG64(seed: question.seed)
        var distances = [0.0]
        for number in 0..<Self.tries {
            let map = try self.map(of: explanation, question, analysis, &random)
            guard map.isFinite else { continue }
            let distance = Self.length(zip(map.values, values).map { $0 - $1 }) / length
            distances.append(max(distances.last ?? 0, distance))
            try report(Double(number + 1) / Double(Self.tries)) { evaluation(distances, explanation) }
        }
        return evaluation(distances, explanation, isWhole: true)
    }

    /// The same question about an input that is a little different.
    private func map(
        of explanation: Explanation, _ question: Question, _ analysis: Analysis, _ random: inout PCG64
    ) throws -> Tensor {
        try question.cancellation?.check()
        let values = analysis.subject.input.values
        let greatest = ((values.max() ?? 0) - (values.min() ?? 0)) * Self.radius
        let changed = Tensor(
            analysis.subject.input.shape, values.map { $0 + greatest * Float(2 * random.uniform() - 1) })
        let subject = Subject(
            path: analysis.subject.path, photo: analysis.subject.photo, input: changed, for: analysis.model)
        let other = try Analysis(
            of: subject, with: analysis.model, on: analysis.executor, target: analysis.target,
            cancellation: question.cancellation)
        var asked = question.unwatched
        asked.classIndex = explanation.classIndex
        return try explanation.method.explain(asked, of: other).relevance
    }

    private static func length(_ values: [Float]) -> Double {
        values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    }

    private func evaluation(
        _ distances: [Double], _ explanation: Explanation, isWhole: Bool = false, notices: [Notice] = []
    ) -> Evaluation {
        let points = distances.enumerated().map { Evaluation.Point(x: Double($0), y: $1) }
        return Evaluation(
            metric: self, method: explanation.method,
            curves: points.isEmpty ? [] : [Evaluation.Curve(points: points)],
            horizontal: Evaluation.Axis(.changedPhotos, 0...Double(Self.tries)),
            vertical: Evaluation.Axis(.distanceOfMaps, 0...max(distances.last ?? 0, 1e-6)),
            scoreTitle: .greatestDistance, score: isWhole && points.count > 1 ? distances.last : nil,
            notices: notices)
    }
}
