import Foundation
import ModelFormats
import NeuralNetwork
import Tensors

/// The boxes that a detector finds in a photo, the surest first; where the network has not done it itself, those are dropped that
/// overlap a surer one of their class.
public struct Detections {
    let layout: BoxLayout
    public let all: [Detection]

    /// Scores below this are no detections.
    public static let leastScore = 0.25
    /// Boxes of one class that have more than this in common are one, intersection over union.
    public static let greatestOverlap = 0.45
    /// The surest boxes, among which overlapping ones are looked for.
    private static let candidateLimit = 3000
    /// A class's number above this is none.
    private static let classLimit = 1_000_000.0

    /// - Throws: ``TargetError``, `EngineError`.
    init(in analysis: Analysis, target: String) throws {
        let model = analysis.model
        guard let found = model.boxes else {
            throw TargetError.unfit(target, lacks: .boxes, fitting: TargetFit.forms(for: model))
        }
        var outputs: [Int: [Float]] = [:]
        for layer in found.layers { outputs[layer] = try analysis.forward.output(of: layer).part(0).values }
        let table = outputs[found.box.layer]!
        layout = found.settled { table[$1 * 7 + $0] }
        let reader = BoxReader(layout, outputs, of: model)
        let boxes = (0..<layout.boxCount).compactMap(reader.detection)
        all = layout.isChosen ? Self.sorted(boxes) : Self.withoutOverlaps(boxes)
    }

    /// The K-th box, the surest first.
    ///
    /// - Parameter rank: counted from 1.
    /// - Throws: ``TargetError``.
    func box(_ rank: Int) throws(TargetError) -> Detection {
        guard rank >= 1, rank <= all.count else { throw .noDetection(rank, count: all.count) }
        return all[rank - 1]
    }

    private static func sorted(_ boxes: [Detection]) -> [Detection] {
        boxes.sorted { ($1.score, Double($0.place)) < ($0.score, Double($1.place)) }
    }

    private static func withoutOverlaps(_ boxes: [Detection]) -> [Detection] {
        var kept: [Detection] = []
        for box in sorted(boxes).prefix(candidateLimit)
        where !kept.contains(where: {
            $0.classIndex == box.classIndex && $0.overlap(with: box) > greatestOverlap
        }) {
            kept.append(box)
        }
        return kept
    }

    /// The boxes of a network's outputs, one by one.
    private struct BoxReader {
        let layout: BoxLayout
        let outputs: [Int: [Float]]
        let model: Model
        /// What coordinates are multiplied by to be pixels.
        private let across, down: Double
        /// Whether four numbers are left, top, right and bottom.
        private let areCorners: Bool

        init(_ layout: BoxLayout, _ outputs: [Int: [Float]], of model: Model) {
            self.layout = layout
            self.outputs = outputs
            self.model = model
            let numbers = outputs[layout.box.layer]!
            func value(_ number: Int, _ box: Int) -> Float {
                numbers[layout.box.place(of: number, ofBox: box)]
            }
            let scale = layout.scale(in: model.graph, value)
            (across, down) = (scale.across, scale.down)
            areCorners = layout.areCorners(value)
        }

        private func number(_ numbers: BoxLayout.Numbers, _ number: Int, _ box: Int) -> Double {
            Double(outputs[numbers.layer]![numbers.place(of: number, ofBox: box)])
        }

        /// - Returns: nil for a box that is not sure enough, or none.
        func detection(_ box: Int) -> Detection? {
            let (classIndex, score) = best(box)
            guard score >= Detections.leastScore, score <= 1.001, classIndex >= 0 else { return nil }
            let (left, top, width, height) = rectangle(box)
            guard [left, top, width, height].allSatisfy(\.isFinite), width > 0, height > 0 else { return nil }
            return Detection(
                classIndex: classIndex, label: model.label(of: classIndex), score: score, left: left,
                top: top, width: width, height: height, place: box)
        }

        /// The likeliest class and its score.
        private func best(_ box: Int) -> (index: Int, score: Double) {
            if let classes = layout.classes {
                let index = number(classes, 0, box)
                return (
                    index >= 0 && index < Detections.classLimit ? Int(index) : -1,
                    number(layout.scores, 0, box)
                )
            }
            let scores = (0..<layout.scoreCount).map { number(layout.scores, $0, box) }
            let probabilities = layout.probabilities(of: scores)
            let best = scores.indices.filter { $0 != layout.nothing }.max {
                (probabilities[$0], $1) < (probabilities[$1], $0)
            }
            guard let best else { return (-1, 0) }
            let object = layout.object.map { number($0, 0, box) } ?? 1
            return (layout.classIndex(ofScore: best), probabilities[best] * object)
        }

        /// Left, top, width and height in pixels of the input.
        private func rectangle(_ box: Int) -> (Double, Double, Double, Double) {
            let four = (0..<4).map { number(layout.box, $0, box) }
            switch layout.corners {
            case .topFirst:
                return (
                    four[1] * across, four[0] * down, (four[3] - four[1]) * across, (four[2] - four[0]) * down
                )
            case .ofPlaces(let places):
                let place = places[box]
                let stride = Double(place.stride)
                let (width, height) = (exp(four[2]) * stride, exp(four[3]) * stride)
                return (
                    four[0] * stride + Double(place.x) - width / 2,
                    four[1] * stride + Double(place.y) - height / 2, width, height
                )
            case _ where areCorners:
                return (
                    four[0] * across, four[1] * down, (four[2] - four[0]) * across, (four[3] - four[1]) * down
                )
            default:
                return (
                    (four[0] - four[2] / 2) * across, (four[1] - four[3] / 2) * down, four[2] * across,
                    four[3] * down
                )
            }
        }
    }
}

extension Model {
    /// How its outputs are boxes; nil for a network that is no detector.
    var boxes: BoxLayout? {
        for output in graph.outputs {
            if case .boxes(let layout) = kind(of: output) { return layout }
        }
        return nil
    }
}

extension BoxLayout {
    /// Coordinates up to this are shares of the input's extent.
    private static let greatestShare: Float = 1.5

    /// What coordinates are multiplied by to be pixels of the input.
    func scale(
        in graph: Graph, _ value: (_ number: Int, _ box: Int) -> Float
    ) -> (across: Double, down: Double) {
        if case .ofPlaces = corners { return (1, 1) }
        let isOfShares = (0..<boxCount).allSatisfy { box in
            (0..<4).allSatisfy { !(value($0, box) > Self.greatestShare) }
        }
        return isOfShares ? (Double(graph.inputShape[2]), Double(graph.inputShape[1])) : (1, 1)
    }

    /// Whether the four numbers of every box are left, top, right and bottom.
    func areCorners(_ value: (_ number: Int, _ box: Int) -> Float) -> Bool {
        corners == .leftFirst
            || corners == .either
                && (0..<boxCount).allSatisfy {
                    value(2, $0) >= value(0, $0) && value(3, $0) >= value(1, $0)
                }
    }

    func probabilities(of scores: [Double]) -> [Double] {
        switch scoring {
        case .probabilities: return scores
        case .sigmoid: return scores.map { 1 / (1 + exp(-$0)) }
        case .softmax:
            let greatest = scores.max() ?? 0
            let shares = scores.map { exp($0 - greatest) }
            let sum = shares.reduce(0, +)
            return shares.map { $0 / sum }
        }
    }

    /// The class that a score is of: where the first means that there is nothing, classes are counted from the second.
    func classIndex(ofScore index: Int) -> Int { nothing == 0 ? index - 1 : index }

    func score(ofClass index: Int) -> Int { classes != nil ? 0 : nothing == 0 ? index + 1 : index }
}
