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

    /// - Parameter question: about a layer for which ``ExplainedLayer/obstacle(in:at:)`` is nil.
    func explain(_ question: Question, of analysis: Analysis) throws -> Explanation {
        let layer = ExplainedLayer(question.layer, in: analysis.model.graph)
        let classIndexes = ShapleyValues.classIndexes(question, of: analysis)
        let activations = BackgroundActivations(background, at: layer.node.id, of: analysis.executor)
        let x = try analysis.forward.output(of: layer.node.id).part(0)
        let contributions = try Contributions(
            of: x, above: layer.node, in: analysis, cancellation: question.cancellation)
        var means = classIndexes.map { _ in RunningMaps(shape: [x.shape[1], x.shape[2]]) }
        var differences = classIndexes.map { _ in 0.0 }
        let remarks = [layer.notice, background.notice(for: analysis.subject)].compactMap { $0 }
        func explanation(_ notices: [String]) -> Explanation {
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
                ShapleyValues.completeness(
                    analysis.model.label(of: classIndexes[rank]), sum: means[rank].mean.sum,
                    difference: differences[rank])
            })
    }
}

/// DeepLIFT above a layer.
struct Contributions {
    private let executor: Executor
    /// Of the layer's output for the photo.
    private let pass: ForwardPass
    private let scores: Tensor

    /// What one class's score owes to a change.
    struct Answer {
        /// Score per unit of change, C×H×W.
        let multipliers: Tensor
        /// The class's score less that of the reference.
        let scoreChange: Double
    }

    /// - Parameter x: the layer's output, C×H×W.
    init(of x: Tensor, above node: Node, in analysis: Analysis, cancellation: Cancellation?) throws {
        let (upper, _) = try analysis.model.graph.upperPart(above: node.id, given: analysis.forward)
        executor = Executor(
            try upper.withSeparateActivations().graph, besides: analysis.executor, fusesLayers: false)
        pass = try executor.forward(x.asBatch, cancellation: cancellation)
        scores = try pass.logits()!
    }

    /// - Parameter reference: what the layer's output is compared with, C×H×W.
    /// - Returns: an answer for each class.
    func multipliers(
        from reference: Tensor, classIndexes: [Int], cancellation: Cancellation?
    ) throws -> [Answer] {
        let other = try executor.forward(reference.asBatch, cancellation: cancellation)
        let otherScores = try other.logits()!
        return try classIndexes.map { index in
            Answer(
                multipliers: try DeepLIFTPass(of: pass, reference: other, fromClass: index)
                    .multipliers(at: 0, cancellation: cancellation).part(0),
                scoreChange: Double(scores[index]) - Double(otherScores[index]))
        }
    }
}
