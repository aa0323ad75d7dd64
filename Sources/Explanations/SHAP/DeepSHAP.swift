import Files
import ModelFormats
import NeuralNetwork
import Tensors

/// DeepLIFT's contributions averaged over a background (Lundberg and Lee 2017, section 4.2), as shap's `DeepExplainer`
/// computes them, at what the layer reads.
struct DeepSHAP {
    private let background: Background

    init(_ background: Background) {
        self.background = background
    }

    /// - Parameter question: about a layer for which ``SHAP`` has no obstacle.
    func explain(
        _ question: Question, _ options: SHAPOptions, of analysis: Analysis
    ) throws -> Explanation {
        let layer = ExplainedLayer(question.layer, in: analysis.model.graph)
        let classIndexes = ShapleyValues.classIndexes(question, options, of: analysis)
        let activations = BackgroundActivations(background, at: layer.node.id, of: analysis.executor)
        let x = try analysis.forward.output(of: layer.node.id).part(0)
        let contributions = try Contributions(
            of: x, above: layer.node, in: analysis, cancellation: question.cancellation)
        var means = classIndexes.map { _ in RunningMaps(shape: [x.shape[1], x.shape[2]]) }
        var differences = classIndexes.map { _ in 0.0 }
        let remarks = [layer.notice, background.notice(for: analysis.subject)].compactMap { $0 }
        func explanation(_ notices: [Notice]) -> Explanation {
            ShapleyValues.explanation(
                means.map(\.mean), of: classIndexes, question: question, analysis: analysis,
                notices: remarks + notices)
        }
        for index in 0..<activations.count {
            let other = try activations.activation(index, cancellation: question.cancellation)
            let answers = try contributions.multipliers(
                from: other, classIndexes: classIndexes, cancellation: question.cancellation)
            for (rank, answer) in answers.enumerated() {
                means[rank].add(answer.multipliers, times: x, minus: other)
                differences[rank] += answer.scoreChange / Double(activations.count)
            }
            try question.report(Double(index + 1) / Double(activations.count)) { explanation([]) }
        }
        return explanation(
            classIndexes.indices.map { rank in
                Notice.valueSum(
                    className: analysis.model.label(of: classIndexes[rank]), means[rank].mean.sum,
                    difference: differences[rank], from: .backgroundMean)
            })
    }
}
