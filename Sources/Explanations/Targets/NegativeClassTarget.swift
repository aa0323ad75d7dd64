import NeuralNetwork
import Tensors
import Words

/// What speaks against a class: minus its score, which is the score of the other class where there is one score with a sigmoid.
public struct NegativeClassTarget: Target {
    public static let form = "not C [of output NAME]"
    public static let summary: Words = "Minus the class's score: what speaks against it."
    public static let example = "not #1"
    public static let need: TargetError.Need? = .classScores

    let reference: ClassReference

    public init?(_ text: String) {
        guard let rest = text.after("not") else { return nil }
        reference = ClassReference(rest)
    }

    public var text: String { "not \(reference.text)" }

    public func asked(in analysis: Analysis, cancellation: Cancellation?) throws -> AskedAnalysis {
        let found = try reference.resolved(in: analysis, target: text, cancellation: cancellation)
        let graph = found.analysis.model.graph
        // The sigmoid of minus a score is one minus the sigmoid of the score.
        let scoring: Graph.Scoring = graph.scoring == .sigmoid ? .sigmoid : .number
        return try found.analysis.asked(text, as: scoring, cancellation: cancellation) { network in
            let score = try network.element(found.classIndex, of: graph.logits!)
            return try network.scaled(score, by: Tensor([1], [-1]))
        }
    }
}
