import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// Layer-wise relevance propagation (Bach et al. 2015), with the rules of AttnLRP (Achtibat et al. 2024) for attentions and
/// normalisations.
///
/// As zennit's composites: ε everywhere, or αβ in convolutions and ε elsewhere; batch normalisations are in the weights before
/// them, maxima get all, activations keep what they have.
public struct LayerwiseRelevance: AttributionMethod {
    public init() {}

    public let name = "lrp"
    public let title: Words = "LRP"
    public let summary: Words =
        "How the class's score is shared among the pixels, layer by layer from the top down."
    public let guide = MethodGuide(
        computes: """
            The class's score goes down through the network. Every layer passes on what it gets to its inputs, in proportion to \
            what each adds to its outputs, so that nothing is lost but what biases add.
            """,
        formula: """
            R[j] = Σ x[j] w[j,k] / (z[k] ± ε) · R[k],   z[k] = Σ x[j] w[j,k] + b[k]
            αβ: the same for what is positive, times α, and for what is negative, times 1 − α
            """,
        reading: """
            Red pixels add to the score, blue ones take from it; all together are the score less what biases add. With αβ what \
            speaks for the class stands out.
            """,
        limits: """
            With ε it is near to input times gradient, and as noisy. The αβ rule depends little on the class and on the last layers \
            (Adebayo et al. 2018, Sixt et al. 2020).
            """,
        reference: """
            Bach et al.: On Pixel-Wise Explanations for Non-Linear Classifier Decisions by Layer-Wise Relevance Propagation, PLOS \
            ONE 2015; Achtibat et al.: AttnLRP, ICML 2024
            """)
    public let cost = Cost.ownPasses
    public static let attribution: KeyPath<RelevanceOptions, AttributionOptions> & Sendable = \.attribution

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        .noClassifier(in: model)
    }

    public func explain(
        _ question: Question, _ options: RelevanceOptions, of analysis: Analysis
    ) throws -> Explanation {
        let classIndex = question.classIndex(in: analysis)
        let graph = try analysis.model.graph.withSeparateActivations().graph
        let executor = Executor(forRelevanceIn: graph, besides: analysis.executor)
        let forward = try executor.forward(analysis.subject.input, cancellation: question.cancellation)
        let score = try forward.logits()!
        let raw = try RelevancePass(of: forward, fromClass: classIndex, options.settings)
            .atInput(cancellation: question.cancellation).part(0)
        let sum: [Notice] =
            raw.isZero || !raw.isFinite ? [] : [.relevanceSum(raw.sum, score: Double(score[classIndex]))]
        return Explanation(
            self, question, analysis, raw: raw,
            notices: sum + AttributionNotices.all(raw, ofClass: classIndex, in: analysis))
    }
}

/// Which rules share out relevance.
public struct RelevanceOptions: MethodOptions {
    enum Rule: String, OptionChoice {
        case epsilon
        case alphaBeta = "alpha-beta"
    }

    var rule = Rule.epsilon
    var epsilon = 1e-6
    var alpha = 2.0
    var attribution = AttributionOptions(.signed)

    public init() {}

    var settings: RelevanceSettings {
        RelevanceSettings(epsilon: Float(epsilon), alpha: rule == .alphaBeta ? Float(alpha) : nil)
    }

    public static let fields: [OptionField<RelevanceOptions>] =
        [
            .choice(
                "rule", \.rule, .computation,
                "In convolutions: all inputs in proportion, or what speaks for and against apart."),
            .number(
                "epsilon", \.epsilon, 1e-9...1, .computation,
                "What is added to the size of sums that are divided by; more of it leaves out what is weak."),
            OptionField<RelevanceOptions>.number(
                "alpha", \.alpha, 1...10, .computation,
                "How much what speaks for the class counts; what speaks against it counts one less."
            ).used { $0.rule == .alphaBeta },
        ] + AttributionOptions.fields(in: \.attribution)
}
