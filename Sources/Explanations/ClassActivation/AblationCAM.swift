import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// Ablation-CAM (Desai and Ramaswamy 2020): max(Σ_k w_k·A_k, 0) with w_k the share of the class's score y that is lost when
/// map k is 0: (y − y_k) / y. No gradient is used.
///
/// A map is always replaced by 0, as in the paper; pytorch-grad-cam takes −1e7 and less where a layer has values below 0.
public struct AblationCAM: LayerMapMethod {
    /// Ablated maps in a batch; nil to find out what is fastest.
    var batchSize: Int?

    public init() {}

    public let name = "ablation-cam"
    public let title: Words = "Ablation-CAM"
    public let summary: Words = "Weighs each map by how much of the class's score is lost without it."
    public let guide = MethodGuide(
        computes: """
            Each feature map of the layer is set to zero in turn, and the rest of the network says how much of \
            the class's score is lost: that share weighs the map. No gradient is used.
            """,
        formula: "L = ReLU( Σ α[k] · A[k] ),   α[k] = (y − y without A[k]) / y",
        reading: "Warm places are in the maps that the class's score cannot do without.",
        limits: """
            Maps are taken away one by one: where two of them say the same, neither is missed. It is as coarse \
            as the layer, and takes one pass above it for each map.
            """,
        reference: "Desai, Ramaswamy: Ablation-CAM, WACV 2020")
    public let needsClass = true
    public let cost = Cost.ownPasses

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        .noClassifier(in: model) ?? .noSpatialExtent(of: layer) ?? .noInfluence(of: layer, in: model)
    }

    public func explain(
        _ question: Question, _ options: HeatMapOptions, of analysis: Analysis
    ) throws -> Explanation {
        let classIndex = question.classIndex(in: analysis)
        guard let layout = question.layer.map else {
            throw Obstacle.noSpatialExtent(layer: question.layer.name)
        }
        let output = try analysis.forward.output(of: question.layer.id).part(0)
        let activations = layout.maps(of: output)
        let plane = activations.shape[1] * activations.shape[2]
        // Without a map of zeros nothing changes.
        let channels = activations.withUnsafeBufferPointer { values in
            (0..<activations.shape[0]).filter { channel in
                values[channel * plane..<(channel + 1) * plane].contains { $0 != 0 }
            }
        }
        let score = try analysis.forward.logits()![classIndex]
        var weights = [Float](repeating: 0, count: activations.shape[0])
        func answer() -> Explanation {
            self.answer(question, analysis, map: ChannelSums.weighted(activations) { weights[$0] })
        }
        try PerturbedInputs(analysis.network(above: question.layer), batchSize: batchSize).run(
            count: channels.count, cancellation: question.cancellation,
            write: { index, destination in
                output.withUnsafeBufferPointer { _ = destination.update(fromContentsOf: $0) }
                layout.clear(channels[index], in: destination)
            },
            take: { index, scores in
                // A score of 0 has no shares; the falls are compared as they are.
                weights[channels[index]] = (score - scores[classIndex]) / (score == 0 ? 1 : score)
            },
            report: { try question.report($0, partial: answer) })
        return answer()
    }
}
