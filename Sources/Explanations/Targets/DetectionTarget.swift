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
                return try network.coordinate(part, of: layout, box: box.place, in: analysis)
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
        _ part: DetectionTarget.Part, of layout: BoxLayout, box: Int, in analysis: Analysis
    ) throws -> Int {
        let values = try analysis.forward.output(of: layout.box.layer).part(0).values
        func value(_ number: Int, _ box: Int) -> Float { values[layout.box.place(of: number, ofBox: box)] }
        let scale = layout.scale(in: analysis.model.graph, value)
        let isAcross = part == .x || part == .width
        let factor = Float(isAcross ? scale.across : scale.down)
        let axis = isAcross ? 0 : 1
        let isExtent = part == .width || part == .height
        func own(_ number: Int) throws -> Int {
            try element(layout.box.place(of: number, ofBox: box), of: layout.box.layer)
        }
        /// The sum of two numbers of the box, each with a factor.
        func sum(_ first: Int, _ firstFactor: Float, _ second: Int, _ secondFactor: Float) throws -> Int {
            try add(
                ElementwiseArithmetic.add, scaled(own(first), by: Tensor([1], [firstFactor])),
                scaled(own(second), by: Tensor([1], [secondFactor])))
        }
        switch layout.corners {
        case .ofPlaces(let places):
            let place = places[box]
            let stride = Tensor([1], [Float(place.stride)])
            if isExtent {
                return try scaled(add(ActivationLayer(.exponential), own(2 + axis)), by: stride)
            }
            let shift = Tensor([1], [Float(isAcross ? place.x : place.y)])
            return try add(ElementwiseArithmetic(.add, constant: shift), scaled(own(axis), by: stride))
        case _ where layout.areCorners(value) || layout.corners == .topFirst:
            let start = layout.corners == .topFirst ? 1 - axis : axis
            return isExtent
                ? try sum(start, -factor, start + 2, factor)
                : try sum(start, factor / 2, start + 2, factor / 2)
        default: return try scaled(own((isExtent ? 2 : 0) + axis), by: Tensor([1], [factor]))
        }
    }
}
