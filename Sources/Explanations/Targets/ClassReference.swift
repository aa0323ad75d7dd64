import ModelFormats
import NeuralNetwork

/// A class as a person names it, of the scores that are explained or of those of another output: `tabby`, `281`, `#1`,
/// `3 of output aux`.
struct ClassReference: Sendable {
    let name: String
    /// The output with the scores; nil for the one that is explained.
    let output: String?

    init(_ text: String) {
        (name, output) = text.cut(at: "of output")
    }

    var text: String { name + (output.map { " of output \($0)" } ?? "") }

    /// The analysis in which it is a class, and which.
    ///
    /// - Throws: ``TargetError``, ``QuestionError``.
    func resolved(
        in analysis: Analysis, target: String, cancellation: Cancellation?
    ) throws -> AskedAnalysis {
        let own = try output.map { try analysis.explaining($0, cancellation: cancellation) } ?? analysis
        if own.model.graph.logits == nil {
            throw TargetError.unfit(
                target, lacks: .classScores, fitting: TargetFit.forms(for: analysis.model))
        }
        return AskedAnalysis(analysis: own, classIndex: try own.classIndex(of: name))
    }
}

extension Analysis {
    /// The same photo with the class scores of another output.
    fileprivate func explaining(_ output: String, cancellation: Cancellation?) throws -> Analysis {
        if output == model.explainedOutput { return self }
        let network = TargetNetwork(self)
        let node = try network.layer(named: output)
        guard let other = try model.explaining(Graph.Output(name: output, layer: node.id)) else {
            throw TargetError.noRowOfScores(output: output)
        }
        return try Analysis(
            of: subject, with: other, on: Executor(other.graph, besides: executor), cancellation: cancellation
        )
    }
}
