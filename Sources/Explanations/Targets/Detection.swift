import Foundation
import ModelFormats
import NeuralNetwork
import Tensors

/// One box that a detector found.
public struct Detection: Sendable, Equatable {
    /// The class's number.
    public let classIndex: Int
    public let label: String
    /// 0…1
    public let score: Double
    /// In pixels of the network's input, from its left upper corner.
    public let left, top, width, height: Double
    /// Its row or column of the output's table.
    let place: Int

    /// The share of both boxes' area that they have in common, 0…1.
    func overlap(with other: Detection) -> Double {
        let across = min(left + width, other.left + other.width) - max(left, other.left)
        let down = min(top + height, other.top + other.height) - max(top, other.top)
        guard across > 0, down > 0 else { return 0 }
        return across * down / (width * height + other.width * other.height - across * down)
    }
}

/// The boxes that a detector finds in a photo, the surest first, of which those are dropped that overlap a surer one of their class.
public struct Detections {
    /// The layer with the table of boxes.
    let node: Node
    let layout: BoxLayout
    public let all: [Detection]

    /// Scores below this are no detections.
    public static let leastScore = 0.25
    /// Boxes of one class that have more than this in common are one, intersection over union.
    public static let greatestOverlap = 0.45
    /// The surest boxes, among which overlapping ones are looked for.
    private static let candidateLimit = 3000

    /// - Throws: ``TargetError``, `EngineError`.
    init(in analysis: Analysis, target: String) throws {
        let graph = analysis.model.graph
        var found: (Node, BoxLayout)?
        for output in graph.outputs {
            if case .boxes(let layout) = OutputKind(of: output, in: graph) {
                found = (graph.nodes[output.layer], layout)
                break
            }
        }
        guard let (node, layout) = found else {
            throw TargetError.unfit(target, lacks: .boxes, fitting: TargetFit.forms(for: analysis.model))
        }
        (self.node, self.layout) = (node, layout)
        let table = try analysis.forward.output(of: node.id).part(0)
        let boxes = Self.boxes(table, layout, analysis.model)
        all = Self.withoutOverlaps(boxes)
    }

    private static func boxes(_ table: Tensor, _ layout: BoxLayout, _ model: Model) -> [Detection] {
        let (rows, columns) = (Double(model.graph.inputShape[1]), Double(model.graph.inputShape[2]))
        return table.withUnsafeBufferPointer { values -> [Detection] in
            func value(_ number: Int, _ box: Int) -> Double {
                Double(values[layout.place(of: number, ofBox: box)])
            }
            var found: [Detection] = []
            // Coordinates up to 1 are shares of the input's extent.
            var greatest = 0.0
            for box in 0..<layout.boxCount {
                for number in 0..<4 { greatest = max(greatest, value(number, box)) }
            }
            let scale = greatest <= 1.5 ? (across: columns, down: rows) : (across: 1.0, down: 1.0)
            for box in 0..<layout.boxCount {
                let (classIndex, score) = best(layout) { value($0, box) }
                let corner = (0..<4).map { value($0, box) * ($0 % 2 == 0 ? scale.across : scale.down) }
                guard score >= leastScore, score <= 1.001, corner.allSatisfy(\.isFinite), classIndex >= 0
                else {
                    continue
                }
                let isCorners = layout.form == .chosen
                let width = isCorners ? corner[2] - corner[0] : corner[2]
                let height = isCorners ? corner[3] - corner[1] : corner[3]
                guard width > 0, height > 0 else { continue }
                found.append(
                    Detection(
                        classIndex: classIndex, label: model.label(of: classIndex), score: score,
                        left: isCorners ? corner[0] : corner[0] - width / 2,
                        top: isCorners ? corner[1] : corner[1] - height / 2, width: width, height: height,
                        place: box))
            }
            return found
        }
    }

    /// A box's likeliest class and its score.
    private static func best(_ layout: BoxLayout, _ value: (Int) -> Double) -> (index: Int, score: Double) {
        if layout.form == .chosen {
            let index = value(5)
            return (index >= 0 && index < 1_000_000 ? Int(index) : -1, value(4))
        }
        let first = layout.width - layout.classCount
        var best = 0
        for index in 1..<max(layout.classCount, 1) where value(first + index) > value(first + best) {
            best = index
        }
        let score = value(first + best)
        return (best, layout.form == .objectAndClasses ? score * value(4) : score)
    }

    private static func withoutOverlaps(_ boxes: [Detection]) -> [Detection] {
        let sorted = boxes.sorted { ($1.score, Double($0.place)) < ($0.score, Double($1.place)) }.prefix(
            candidateLimit)
        var kept: [Detection] = []
        for box in sorted
        where !kept.contains(where: {
            $0.classIndex == box.classIndex && $0.overlap(with: box) > greatestOverlap
        }) {
            kept.append(box)
        }
        return kept
    }
}
