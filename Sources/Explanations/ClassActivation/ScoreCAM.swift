import Foundation
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// Score-CAM (Wang et al. 2020): each map, enlarged and scaled to 0…1, masks the input; the class's logit of the masked
/// input, by a softmax over the channels, is the map's weight. No gradient is used.
public struct ScoreCAM: LayerMapMethod {
    /// Masks in a batch; nil to find out what is fastest.
    var batchSize: Int?

    public init() {}

    public let name = "score-cam"
    public let title: Words = "Score-CAM"
    public let summary: Words =
        "Weighs each map by the score of the photo seen through it; one pass for every channel."
    public let guide = MethodGuide(
        computes: """
            Each feature map is laid over the photo as a mask, and the network says how much of the class \
            is left. No gradient is used.
            """,
        formula: "L = ReLU( Σ α[k] · A[k] ),   α = softmax of y(x ⊙ norm(A[k]))",
        reading: "Warm places keep the class's score when only they are visible.",
        limits: "One pass for each channel: it takes as long as there are channels.",
        reference: "Wang et al.: Score-CAM, CVPR Workshops 2020")
    public let needsClass = true
    public let cost = Cost.ownPasses
    public static let heatMap: KeyPath<ScoreCAMOptions, HeatMapOptions> & Sendable = \.heatMap

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        .noClassifier(in: model) ?? .noSpatialExtent(of: layer)
    }

    public func explain(
        _ question: Question, _ options: ScoreCAMOptions, of analysis: Analysis
    ) throws -> Explanation {
        let classIndex = question.classIndex(in: analysis)
        let activations = try analysis.maps(of: question.layer)
        let masks = ChannelMasks(activations, input: analysis.subject.input)
        var scores = [Float](repeating: -.infinity, count: activations.shape[0])
        // Constant maps make masks of zeros, which all have the same score.
        let varied = masks.variedChannels
        let isVaried = Set(varied)
        let constant = scores.indices.filter { !isVaried.contains($0) }
        let order = varied + constant.prefix(1)
        var rounding: Rounding?
        func answer() -> Explanation {
            self.answer(
                question, analysis, map: Self.map(activations, scores), notices: rounding?.notices ?? [])
        }
        rounding = try PerturbedInputs(
            analysis.executor, batchSize: batchSize, precision: options.precision
        ).run(
            count: order.count, cancellation: question.cancellation,
            write: { masks.write(order[$0], to: $1) },
            take: { index, found in
                let score = found[classIndex]
                if index < varied.count {
                    scores[order[index]] = score
                } else {
                    for channel in constant { scores[channel] = score }
                }
            },
            value: { Double($0[classIndex]) }, report: { try question.report($0, partial: answer) })
        return answer()
    }

    /// Σ_k softmax(scores)_k·A_k; channels without a score (−∞) count nothing.
    static func map(_ activations: Tensor, _ scores: [Float]) -> Tensor {
        let greatest = Double(scores.max() ?? 0)
        let exponentials = scores.map { exp(Double($0) - greatest) }
        let sum = exponentials.reduce(0, +)
        return ChannelSums.weighted(activations) { Float(exponentials[$0] / sum) }
    }
}

/// How Score-CAM computes and is shown.
public struct ScoreCAMOptions: MethodOptions {
    var precision = Precision.exact
    var heatMap = HeatMapOptions()

    public init() {}

    public static let fields: [OptionField<ScoreCAMOptions>] =
        [Precision.field(\.precision)] + HeatMapOptions.fields(in: \.heatMap)
}
