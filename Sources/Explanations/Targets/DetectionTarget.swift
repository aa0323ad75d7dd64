import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// The score of one of the boxes that a detector finds, or where the box lies.
public struct DetectionTarget: Target {
    public static let form = "detection K [x|y|width|height]"
    public static let summary: Words = """
        The score of the K-th box that a detector finds, the surest first and overlapping ones dropped, before any softmax or \
        sigmoid where the network leaves that out; or its centre, width or height in pixels of the network's input.
        """
    public static let example = "detection 1"
    public static let need: TargetError.Need? = .boxes

    /// What of a box is asked about.
    enum Part: String, CaseIterable { case x, y, width, height }

    let rank: Int
    /// Nil for the score.
    let part: Part?
    /// Whether it is about the box as such, its score.
    public var isWhole: Bool { part == nil }

    public init?(_ text: String) {
        guard let words = text.after("detection")?.split(separator: " "), let rank = Int(words[0]),
            words.count <= 2
        else { return nil }
        self.rank = rank
        part = words.count == 2 ? Part(rawValue: String(words[1])) : nil
        if words.count == 2, part == nil { return nil }
    }

    public var text: String { "detection \(rank)" + (part.map { " \($0.rawValue)" } ?? "") }

    public func asked(in analysis: Analysis, cancellation: Cancellation?) throws -> AskedAnalysis {
        try analysis.asked(text, cancellation: cancellation) { network in
            let found = try Detections(in: analysis, target: text)
            let (box, layout) = (try found.box(rank), found.layout)
            if let part {
                return try network.coordinate(part, of: layout, box: box.place)
            }
            func number(_ numbers: BoxLayout.Numbers, _ index: Int) throws -> Int {
                try network.element(numbers.place(of: index, ofBox: box.place), of: numbers.layer)
            }
            let score = try number(layout.scores, layout.score(ofClass: box.classIndex))
            guard let object = layout.object else { return score }
            return try network.add(ElementwiseArithmetic.multiply, number(object, 0), score)
        }
    }
}

extension TargetNetwork {
    /// Where a box lies or how large it is, in pixels of the input.
    fileprivate mutating func coordinate(
        _ part: DetectionTarget.Part, of layout: BoxLayout, box: Int
    ) throws -> Int {
        let isExtent = part == .width || part == .height
        switch try side(alongRows: part == .x || part == .width, of: [box], layout) {
        case .middle(let middle, let extent): return isExtent ? extent : middle
        case .edges(let start, let end):
            if isExtent { return try add(ElementwiseArithmetic(.subtract), end, start) }
            return try scaled(
                add(ElementwiseArithmetic.add, start, end), by: Tensor([1], [0.5]))
        }
    }
}
