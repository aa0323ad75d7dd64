import Files
import Foundation
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

/// Score-CAM (Wang et al. 2020): each map, enlarged and scaled to 0…1, masks the input; the class's logit of the masked
/// input, by a softmax over the channels, is the map's weight. No gradient is used.
public struct ScoreCAM: ExplanationMethod {
    public init() {}

    public let name = "score-cam"
    public let title = "Score-CAM"
    public let summary =
        "Weighs each map by the score of the photo seen through it; one pass for every channel."
    public let needsClass = true
    public var options: [MethodOption] { HeatMapOptions.all }

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        if model.graph.logits == nil { return .noClassifier(model) }
        return layer.hasSpatialExtent ? nil : .noSpatialExtent(layer: layer.name)
    }

    public func explain(_ question: Question, of analysis: Analysis) throws -> Explanation {
        try explain(question, of: analysis, batchSize: nil)
    }

    /// - Parameter batchSize: masks in a batch; nil to find out what is fastest.
    func explain(_ question: Question, of analysis: Analysis, batchSize: Int?) throws -> Explanation {
        let classIndex = question.classIndex ?? analysis.predictions[0].index
        let question = question.about(class: classIndex)
        let activations = try analysis.forward.output(of: question.layer.id).part(0)
        let masks = ChannelMasks(activations, input: analysis.subject.input)
        var scores = [Float](repeating: -.infinity, count: activations.shape[0])
        // Constant maps make masks of zeros, whose score is the same for all of them.
        let varied = masks.variedChannels
        let isVaried = Set(varied)
        let constant = scores.indices.filter { !isVaried.contains($0) }
        let order = varied + constant.prefix(1)
        try PerturbedInputs(question, of: analysis, batchSize: batchSize).run(
            count: order.count,
            write: { masks.write(order[$0], to: $1) },
            take: { index, found in
                let score = found[classIndex]
                if index < varied.count {
                    scores[order[index]] = score
                } else {
                    for channel in constant { scores[channel] = score }
                }
            },
            partial: {
                HeatMapOptions.explanation(self, question, analysis, map: Self.map(activations, scores))
            })
        return HeatMapOptions.explanation(self, question, analysis, map: Self.map(activations, scores))
    }

    public func present(
        _ explanation: Explanation, options: OptionValues, in area: DisplayArea?
    ) -> Presentation {
        HeatMapOptions.present(explanation, options: options)
    }

    /// Σ_k softmax(scores)_k·A_k; channels without a score (−∞) count nothing.
    static func map(_ activations: Tensor, _ scores: [Float]) -> Tensor {
        let greatest = Double(scores.max() ?? 0)
        let exponentials = scores.map { exp(Double($0) - greatest) }
        let sum = exponentials.reduce(0, +)
        return ChannelSums.weighted(activations) { Float(exponentials[$0] / sum) }
    }
}

/// A layer's maps as masks of the input: enlarged with aligned corners and scaled to 0…1.
struct ChannelMasks {
    private let activations: Tensor
    private let input: Tensor
    private let enlargement: AlignedResize

    /// - Parameters:
    ///   - activations: C×H×W.
    ///   - input: 1×channels×rows×columns, preprocessed.
    init(_ activations: Tensor, input: Tensor) {
        self.activations = activations
        self.input = input
        enlargement = AlignedResize(
            from: (activations.shape[1], activations.shape[2]), to: (input.shape[2], input.shape[3]))
    }

    /// Channels whose map is not the same everywhere.
    var variedChannels: [Int] {
        let plane = activations.shape[1] * activations.shape[2]
        return activations.withUnsafeBufferPointer { values in
            (0..<activations.shape[0]).filter { channel in
                let first = values[channel * plane]
                return values[channel * plane..<(channel + 1) * plane].contains { $0 != first }
            }
        }
    }

    /// (u − min) / (max − min + 1e-8) of the enlarged map u.
    func mask(_ channel: Int) -> [Float] {
        PixelMask.stretched(enlargement.enlarge(activations.part(channel)))
    }

    /// Writes the input through a channel's mask, C×H×W.
    func write(_ channel: Int, to destination: UnsafeMutableBufferPointer<Float>) {
        PixelMask.write(input.part(0), through: mask(channel), to: destination)
    }
}
