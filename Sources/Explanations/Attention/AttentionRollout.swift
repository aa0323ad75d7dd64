import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// Attention rollout (Abnar and Zuidema 2020): the product of all attentions, each of them half a way past it, as the residual
/// connections are: Ã = (mean over heads + 1)/2, R = Ã_L · … · Ã_1.
///
/// The rows shown are those of the tokens that the network reads of its last attention.
public struct AttentionRollout: ExplanationMethod {
    public init() {}

    public let name = "attention-rollout"
    public let title: Words = "Attention rollout"
    public let summary: Words =
        "From which places the class token has its content, through all attentions, whatever the class."
    public let guide = MethodGuide(
        computes: """
            How much each token takes of the others is multiplied from attention to attention, as if half of every token went past \
            each attention. Shown is what comes to the token that the network reads, such as the class token.
            """,
        formula: "R = Ã[L] · … · Ã[1],   Ã = (mean over heads of A + 1) / 2",
        reading: "Warm places are those that the network's last token has most of.",
        limits: """
            No class is involved, and neither are values and perceptrons: a token may be looked at and count for nothing, or count \
            against the class.
            """,
        reference: "Abnar, Zuidema: Quantifying Attention Flow in Transformers, ACL 2020")
    public let needsClass = false
    public let cost = Cost.ownPasses
    public let relevance = Relevance.map
    public var interaction: Interaction<AttentionRolloutOptions, Void> { .readsValues }

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        AttentionStream.obstacle(in: model, for: title)
    }

    public func explain(
        _ question: Question, _ options: AttentionRolloutOptions, of analysis: Analysis
    ) throws -> Explanation {
        let stream = try AttentionStream(of: analysis, for: title)
        var rollout = Tensor.identity(stream.tokenCount)
        for attention in stream.attentions {
            try question.cancellation?.check()
            let weights = options.heads.fused(try analysis.weights(of: attention))
            rollout = Self.halfPast(weights).multiplied(by: rollout)
        }
        let gradient = try analysis.gradientOfOutput(
            at: stream.attentions[stream.attentions.count - 1].product, question)
        let map = stream.map(rollout, stream.shares(read: gradient))
        return Explanation(
            self, question, analysis, raw: map, notices: HeatMapNotices.all(map, ofClass: nil, in: analysis))
    }

    public func present(
        _ explanation: Explanation, _: Void, _ options: AttentionRolloutOptions, in area: DisplayArea?
    ) -> Presentation {
        options.heatMap.presentation(of: explanation.raw, over: explanation.subject)
    }

    /// (weights + 1)/2, with rows that sum to 1.
    private static func halfPast(_ weights: Tensor) -> Tensor {
        let extent = weights.shape[0]
        return Tensor(weights.shape) { result in
            weights.withUnsafeBufferPointer { weights in
                for row in 0..<extent {
                    let values = row * extent..<(row + 1) * extent
                    var sum: Float = 1
                    for position in values { sum += weights[position] }
                    for position in values { result[position] = weights[position] / sum }
                    result[row * extent + row] += 1 / sum
                }
            }
        }
    }
}

/// How heads become one, and how the map is shown.
public struct AttentionRolloutOptions: MethodOptions {
    /// What is taken of the heads' weights of a query and a key.
    enum Heads: String, OptionChoice {
        case mean, max, min

        /// - Parameter weights: heads × queries × keys.
        /// - Returns: queries × keys.
        func fused(_ weights: Tensor) -> Tensor {
            let heads = weights.shape[0]
            let size = weights.count / Swift.max(1, heads)
            return Tensor(weights.shape.withoutBatch) { fused in
                weights.withUnsafeBufferPointer { weights in
                    for position in 0..<size {
                        var value = weights[position]
                        for head in 1..<Swift.max(1, heads) {
                            let other = weights[head * size + position]
                            switch self {
                            case .mean: value += other
                            case .max: value = Swift.max(value, other)
                            case .min: value = Swift.min(value, other)
                            }
                        }
                        fused[position] = self == .mean ? value / Float(heads) : value
                    }
                }
            }
        }
    }

    var heads = Heads.mean
    var heatMap = HeatMapOptions()

    public init() {}

    public static let fields: [OptionField<AttentionRolloutOptions>] =
        [
            .choice(
                "heads", \.heads, .computation,
                "What is taken of the heads' weights: their mean, the greatest or the least.")
        ] + HeatMapOptions.fields(in: \.heatMap)
}
