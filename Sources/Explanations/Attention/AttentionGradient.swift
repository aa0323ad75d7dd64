import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// Gradient times attention at one attention (Barkan et al. 2021, "Grad-SAM", equation 4): the mean over the heads and the sum
/// over the queries of max(A ⊙ ∂y/∂A, 0), at the place of each key.
///
/// The paper takes the mean over all attentions; here each can be looked at by itself, windows put back in their place.
public struct AttentionGradient: LayerMapMethod {
    public init() {}

    public let name = "attention-gradient"
    public let title: Words = "Gradient × attention"
    public let summary: Words = "Which places one attention looks at so that the class's score rises."
    public let guide = MethodGuide(
        computes: """
            Each weight of the attention is multiplied with how much the class's score would rise with it. What is positive is \
            averaged over the heads and summed over all tokens that look at a place.
            """,
        formula: "L[k] = mean over heads of Σ ReLU( A[q,k] · ∂y/∂A[q,k] )   over the queries q",
        reading: "Warm places are those at which looking helps the class, in this attention.",
        limits: """
            It is one step of many: what the tokens have gathered before counts as if it came from their own place. Transformer \
            attribution follows them through all attentions.
            """,
        reference:
            "Barkan et al.: Grad-SAM: Explaining Transformers via Gradient Self-Attention Maps, CIKM 2021")
    public let needsClass = true
    public let cost = Cost.gradientsOfAllLayers

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        .noClassifier(in: model) ?? AskedAttention.obstacle(in: model)
    }

    public func explain(
        _ question: Question, _ options: HeatMapOptions, of analysis: Analysis
    ) throws -> Explanation {
        let asked = try AskedAttention(question, in: analysis)
        let (attention, places) = (asked.attention, asked.places)
        let gradients = try analysis.gradients(
            of: attention, forClass: question.classIndex(in: analysis), question)
        let sums = AttentionProducts.keySums(asked.weights, gradients)
        let map = places.map { window, key in
            let matrices = places.windows[window].matrices
            return matrices.reduce(Float(0)) { $0 + sums[$1 * attention.keyCount + key] }
                / Float(matrices.count)
        }
        var explanation = answer(question, analysis, map: map)
        explanation.notices = asked.notices.map(\.words) + explanation.notices
        return explanation
    }
}
