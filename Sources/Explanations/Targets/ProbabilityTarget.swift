import NeuralNetwork
import Tensors
import Words

/// The probability of a class.
public struct ProbabilityTarget: Target {
    public static let form = "probability of C [of output NAME]"
    public static let summary: Words =
        "The class's probability. Its gradient vanishes where the network is sure; the score's does not."
    public static let example = "probability of #1"
    public static let need: TargetError.Need? = .classScores

    let reference: ClassReference

    public init?(_ text: String) {
        guard let rest = text.after("probability of") else { return nil }
        reference = ClassReference(rest)
    }

    public var text: String { "probability of \(reference.text)" }

    public func asked(in analysis: Analysis, cancellation: Cancellation?) throws -> AskedAnalysis {
        let found = try reference.resolved(in: analysis, target: text, cancellation: cancellation)
        let graph = found.analysis.model.graph
        return try found.analysis.asked(text, as: .identity, cancellation: cancellation) { network in
            let scores = try network.add(Reshape.flatten, graph.logits!)
            let probabilities =
                switch graph.scoring {
                case .softmax: try network.add(Softmax(axis: 1), scores)
                case .sigmoid: try network.add(ActivationLayer(.sigmoid), scores)
                case .identity, .number: scores
                }
            return try network.element(found.classIndex, of: probabilities)
        }
    }
}
