import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// Transformer attribution by the generic rule for self-attention (Chefer, Gur and Wolf 2021, "Generic Attention-model
/// Explainability", equations 5 and 6): R ← R + mean over heads of max(∇A ⊙ A, 0) · R, from R = 1.
///
/// The rule of their other paper of that year ("Transformer Interpretability Beyond Attention Visualization") has relevance by LRP
/// in the place of A; this is the one without it, which the authors recommend for all attentions. What a token has of itself at
/// the start is left out.
public struct TransformerAttribution: LayerMapMethod {
    public init() {}

    public let name = "transformer-attribution"
    public let title: Words = "Transformer attribution"
    public let summary: Words =
        "Which places of the photo speak for the class through all attentions of a transformer."
    public let guide = MethodGuide(
        computes: """
            Every attention counts as far as a greater weight would raise the class's score: weight times gradient, where that is \
            positive, averaged over the heads. From attention to attention it is multiplied with what the tokens have gathered \
            before. Shown is what comes to the token that the network reads, such as the class token.
            """,
        formula: "R ← R + Ā · R,   Ā = mean over heads of ReLU( ∂y/∂A ⊙ A )",
        reading: "Warm places speak for the class. Choose another class to see what speaks for that one.",
        limits: """
            It follows the attentions only: what perceptrons make of a token is in the gradients and nowhere else. It is as coarse \
            as the patches, and shows nothing that speaks against the class.
            """,
        reference: """
            Chefer, Gur, Wolf: Generic Attention-model Explainability for Interpreting Bi-Modal and Encoder-Decoder Transformers, \
            ICCV 2021
            """)
    public let needsClass = true
    public let cost = Cost.ownPasses

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        .noClassifier(in: model) ?? AttentionStream.obstacle(in: model, for: title)
    }

    public func explain(
        _ question: Question, _ options: HeatMapOptions, of analysis: Analysis
    ) throws -> Explanation {
        let stream = try AttentionStream(of: analysis, for: title)
        let classIndex = question.classIndex(in: analysis)
        let last = stream.attentions[stream.attentions.count - 1]
        let shares = stream.shares(
            read: try analysis.gradients(ofClass: classIndex)
                .gradient(at: last.product, cancellation: question.cancellation))
        var gathered = Tensor([stream.tokenCount, stream.tokenCount], repeating: 0)
        for attention in stream.attentions {
            let weights = try analysis.weights(of: attention)
            let gradients = try analysis.gradients(of: attention, forClass: classIndex, question)
            let counting = AttentionProducts.positive(weights, gradients)
            // (1 + Ā)·(1 + G) = 1 + G + Ā + Ā·G
            gathered = AttentionProducts.sum(gathered, counting, counting.multiplied(by: gathered))
        }
        return answer(question, analysis, map: stream.map(gathered, shares))
    }
}
