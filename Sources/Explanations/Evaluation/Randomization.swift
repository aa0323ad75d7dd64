import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// Whether an explanation depends on what the network learned: layer by layer from the top, weights become random, and the map
/// of each such network is compared with the original one ("Sanity Checks for Saliency Maps", Adebayo et al. 2018, cascading
/// randomisation).
///
/// Random weights have the mean and the deviation of the trained ones; normalisation layers keep theirs.
public struct Randomization: EvaluationMetric {
    public init() {}

    public let name = "randomization"
    public let title: Words = "Randomisation check"
    public let summary: Words =
        """
        How like the map stays when the weights become random from the top down (Spearman's rank \
        correlation): near 0 is good.
        """
    public let isHigherBetter = false

    public func evaluate(
        _ explanation: Explanation, of question: Question, in analysis: Analysis,
        report: EvaluationProgress
    ) throws -> Evaluation {
        let original = explanation.relevance
        if RelevanceMap(original).isConstant {
            return evaluation([], explanation, notices: [.constantRanking])
        }
        let graph = analysis.model.graph
        let layers = Array(graph.layersWithWeights.reversed())
        var points = [Evaluation.Point(x: 0, y: 1, label: Measure.trained.words)]
        var stages = [explanation]
        var silent: [String] = []
        for (index, layer) in layers.enumerated() {
            var answer = try self.answer(
                withRandom: layers[...index], explanation, question, analysis)
            let map = answer.relevance
            let name = graph.nodes[layer].name
            let correlation = map.isFinite ? Correlation.spearman(original.values, map.values) : nil
            if let correlation {
                points.append(
                    Evaluation.Point(x: Double(index + 1), y: correlation, label: Words(verbatim: name)))
                answer.notices = [Notice.randomWeights(downTo: name).words]
                stages.append(answer)
            } else {
                silent.append(name)
            }
            try report(Double(index + 1) / Double(layers.count)) {
                evaluation(points, explanation, layerCount: layers.count)
            }
        }
        return evaluation(
            points, explanation, layerCount: layers.count, isWhole: true, stages: stages,
            notices: silent.first.map { [.constantMaps(silent.count, of: layers.count, first: $0)] } ?? [])
    }

    /// The same question to the network with random weights in some layers.
    private func answer(
        withRandom layers: some Sequence<Int>, _ explanation: Explanation, _ question: Question,
        _ analysis: Analysis
    ) throws -> Explanation {
        let model = analysis.model.with(
            graph: analysis.model.graph.withRandomWeights(in: layers, seed: question.seed))
        let executor = Executor(model.graph, besides: analysis.executor)
        let random = try Analysis(
            of: analysis.subject, with: model, on: executor, cancellation: question.cancellation)
        var asked = question.unwatched
        asked.layer = model.graph.nodes[question.layer.id]
        asked.classIndex = explanation.classIndex
        return try explanation.method.explain(asked, of: random)
    }

    private func evaluation(
        _ points: [Evaluation.Point], _ explanation: Explanation, layerCount: Int = 1, isWhole: Bool = false,
        stages: [Explanation] = [], notices: [Notice] = []
    ) -> Evaluation {
        let correlations = points.dropFirst().map(\.y)
        return Evaluation(
            metric: self, method: explanation.method,
            curves: points.isEmpty ? [] : [Evaluation.Curve(points: points)],
            horizontal: Evaluation.Axis(.randomLayers, 0...Double(layerCount)),
            vertical: Evaluation.Axis(.rankCorrelation, -1...1),
            scoreTitle: .meanRankCorrelation,
            score: isWhole && !correlations.isEmpty
                ? correlations.reduce(0, +) / Double(correlations.count) : nil,
            notices: notices, stages: stages)
    }
}
