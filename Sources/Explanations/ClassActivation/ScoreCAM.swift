import Foundation
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
        let classIndex = question.classIndex ?? analysis.predictions[0].index
        let question = question.about(class: classIndex)
        let activations = try analysis.forward.output(of: question.layer.id).part(0)
        let masks = ChannelMasks(activations, input: analysis.subject.input)
        var scores = [Float](repeating: -.infinity, count: activations.shape[0])
        // Constant maps make masks of zeros, whose score is the same for all of them.
        let varied = masks.variedChannels
        if varied.count < scores.count {
            let score = try Self.scores(of: [nil], masks, classIndex, analysis, question)[0]
            for channel in scores.indices { scores[channel] = score }
            for channel in varied { scores[channel] = -.infinity }
        }
        var sizes = BatchSizes(bytesPerItem: Self.bytesPerItem(analysis.model.graph))
        var done = 0
        while done < varied.count {
            let batch = Array(varied[done..<min(done + sizes.next, varied.count)])
            let start = ContinuousClock.now
            let found = try Self.scores(of: batch, masks, classIndex, analysis, question)
            let duration = (ContinuousClock.now - start).components
            sizes.record(
                batch.count, seconds: Double(duration.seconds) + Double(duration.attoseconds) * 1e-18)
            for (channel, score) in zip(batch, found) { scores[channel] = score }
            done += batch.count
            try question.report(Double(done) / Double(varied.count)) {
                HeatMapOptions.explanation(self, question, analysis, map: Self.map(activations, scores))
            }
        }
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

    /// The class's logits of the input through the masks of some channels; nil stands for a mask of zeros.
    private static func scores(
        of channels: [Int?], _ masks: ChannelMasks, _ classIndex: Int, _ analysis: Analysis,
        _ question: Question
    ) throws -> [Float] {
        let output = try analysis.executor.output(
            for: masks.maskedInputs(channels), cancellation: question.cancellation)
        let classes = output.count / channels.count
        return channels.indices.map { output[$0 * classes + classIndex] }
    }

    /// Bytes of the largest layers, between which a lean pass goes.
    private static func bytesPerItem(_ graph: Graph) -> Int {
        graph.nodes.map { $0.shape.count * 4 }.sorted(by: >).prefix(3).reduce(0, +)
    }
}

/// A layer's maps as masks of the input: enlarged with aligned corners and scaled to 0…1.
struct ChannelMasks {
    private let activations: Tensor
    private let input: Tensor
    private let rows, columns: AlignedTaps

    /// - Parameters:
    ///   - activations: C×H×W.
    ///   - input: 1×channels×rows×columns, preprocessed.
    init(_ activations: Tensor, input: Tensor) {
        self.activations = activations
        self.input = input
        rows = AlignedTaps(from: activations.shape[1], to: input.shape[2])
        columns = AlignedTaps(from: activations.shape[2], to: input.shape[3])
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
        let (height, width) = (rows.count, columns.count)
        let sourceWidth = activations.shape[2]
        let start = channel * activations.shape[1] * sourceWidth
        var mask = [Float](repeating: 0, count: height * width)
        activations.withUnsafeBufferPointer { values in
            for row in 0..<height {
                let above = start + rows.first[row] * sourceWidth
                let below = start + rows.second[row] * sourceWidth
                let down = rows.fraction[row]
                for column in 0..<width {
                    let (left, right) = (columns.first[column], columns.second[column])
                    let across = columns.fraction[column]
                    let top = values[above + left] * (1 - across) + values[above + right] * across
                    let bottom = values[below + left] * (1 - across) + values[below + right] * across
                    mask[row * width + column] = top * (1 - down) + bottom * down
                }
            }
        }
        let least = mask.min() ?? 0
        let range = (mask.max() ?? 0) - least + 1e-8
        for position in mask.indices { mask[position] = (mask[position] - least) / range }
        return mask
    }

    /// The input through the masks of some channels, one item each; nil stands for a mask of zeros.
    func maskedInputs(_ channels: [Int?]) -> Tensor {
        let plane = rows.count * columns.count
        let depth = input.shape[1]
        return Tensor(input.shape.withBatch(channels.count)) { destination in
            // Each part of the work writes its own item.
            nonisolated(unsafe) let destination = destination
            inParts(channels.count, of: 1) { part in
                for item in part {
                    let start = item * depth * plane
                    guard let channel = channels[item] else {
                        (destination.baseAddress! + start).update(repeating: 0, count: depth * plane)
                        continue
                    }
                    let mask = mask(channel)
                    input.withUnsafeBufferPointer { input in
                        for layer in 0..<depth {
                            for position in 0..<plane {
                                destination[start + layer * plane + position] =
                                    input[layer * plane + position] * mask[position]
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Where each of `count` points of an enlarged axis lies between two points of the original, the ends on the ends.
private struct AlignedTaps {
    let first, second: [Int]
    let fraction: [Float]

    var count: Int { first.count }

    init(from source: Int, to count: Int) {
        let scale = count > 1 ? Float(source - 1) / Float(count - 1) : 0
        let places = (0..<count).map { Float($0) * scale }
        first = places.map { min(Int($0), source - 1) }
        second = first.map { min($0 + 1, source - 1) }
        fraction = zip(places, first).map { $0 - Float($1) }
    }
}
