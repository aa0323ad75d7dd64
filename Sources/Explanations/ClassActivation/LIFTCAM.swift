import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// max(Σ_k w_k·A_k, 0) where w_k is what map k adds to the class's score by DeepLIFT, compared with a layer of zeros
/// (Jung and Oh 2021, "Towards Better Explanations of Class Activation Mapping").
public struct LIFTCAM: LayerMapMethod {
    public init() {}

    public let name = "lift-cam"
    public let title: Words = "LIFT-CAM"
    public let summary: Words = "Where the maps lie that add the most to the class's score, by DeepLIFT."
    public let guide = MethodGuide(
        computes: """
            How much each channel contributes to the score against a channel of zeros, by DeepLIFT's \
            rules, weighs its feature map.
            """,
        formula: "L = ReLU( Σ α[k] · A[k] ),   α[k] = DeepLIFT's contribution of channel k",
        reading: "Warm places speak for the class.",
        limits: "As coarse as the layer; the contributions are approximations of SHAP values.",
        reference: "Jung, Oh: Towards Better Explanations of Class Activation Mapping, ICCV 2021")
    public let needsClass = true
    public let cost = Cost.ownPasses

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        .noClassifier(in: model) ?? .noSpatialExtent(of: layer) ?? .noInfluence(of: layer, in: model)
    }

    public func explain(
        _ question: Question, _ options: HeatMapOptions, of analysis: Analysis
    ) throws -> Explanation {
        let activations = try analysis.forward.output(of: question.layer.id).part(0)
        let multipliers = try Contributions(
            of: activations, above: question.layer, in: analysis, cancellation: question.cancellation
        ).multipliers(
            from: Tensor(activations.shape, repeating: 0), classIndexes: [question.classIndex(in: analysis)],
            cancellation: question.cancellation)[0].multipliers
        guard let layout = question.layer.map else {
            throw Obstacle.noSpatialExtent(layer: question.layer.name)
        }
        let (maps, factors) = (layout.maps(of: activations), layout.maps(of: multipliers))
        let map = ChannelSums.weighted(maps) { Float(ChannelSums.total($0, maps, factors) { $0 * $1 }) }
        return answer(question, analysis, map: map)
    }
}
