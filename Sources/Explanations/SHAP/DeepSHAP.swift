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
        let contributions = try Contributions(above: layer.node, of: analysis)
        let activations = BackgroundActivations(background, at: layer.node.id, of: analysis.executor)
        let x = try analysis.forward.output(of: layer.node.id).part(0)
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
                x, reference: other, classIndexes: classIndexes, cancellation: question.cancellation)
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

    /// What one class's score owes to a change.
    struct Answer {
        /// Score per unit of change, C×H×W.
        let multipliers: Tensor
        /// The class's score less that of the reference.
        let scoreChange: Double
    }

    init(above node: Node, of analysis: Analysis) throws {
        let (upper, _) = try analysis.model.graph.upperPart(above: node.id, given: analysis.forward)
        executor = Executor(
            try upper.withSeparateActivations().graph, besides: analysis.executor, fusesLayers: false)
    }

    /// - Parameters:
    ///   - x: the layer's output, C×H×W.
    ///   - reference: what it is compared with, C×H×W.
    /// - Returns: an answer for each class.
    func multipliers(
        _ x: Tensor, reference: Tensor, classIndexes: [Int], cancellation: Cancellation?
    ) throws -> [Answer] {
        let pair = Tensor(Shape([2] + x.shape.dimensions)) { pair in
            for (index, half) in [x, reference].enumerated() {
                half.withUnsafeBufferPointer { half in
                    (pair.baseAddress! + index * half.count).initialize(
                        from: half.baseAddress!, count: half.count)
                }
            }
        }
        let pass = try executor.forward(pair, cancellation: cancellation)
        let scores = try pass.logits()!
        return try classIndexes.map { index in
            Answer(
                multipliers: try DeepLIFTPass(of: pass, fromClass: index)
                    .multipliers(at: 0, cancellation: cancellation).part(1),
                scoreChange: Double(scores[index]) - Double(scores[scores.shape[1] + index]))
        }
    }
}
