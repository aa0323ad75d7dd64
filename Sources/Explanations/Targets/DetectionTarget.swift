import NeuralNetwork
import Words

/// The score of one of the boxes that a detector finds, or where the box lies.
public struct DetectionTarget: Target {
    public static let form = "detection K [x|y|width|height]"
    public static let summary: Words = """
        The score of the K-th box that a detector finds, the surest first and overlapping ones dropped; or its centre, width \
        or height.
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
            guard (1...max(found.all.count, 1)).contains(rank), rank <= found.all.count else {
                throw TargetError.noDetection(rank, count: found.all.count)
            }
            let (box, layout) = (found.all[rank - 1], found.layout)
            func number(_ index: Int) throws -> Int {
                try network.element(layout.place(of: index, ofBox: box.place), of: found.node.id)
            }
            if let part { return try number(Part.allCases.firstIndex(of: part)!) }
            switch layout.form {
            case .chosen: return try number(4)
            case .scoresOfClasses: return try number(4 + box.classIndex)
            case .objectAndClasses:
                return try network.add(ElementwiseArithmetic.multiply, number(4), number(5 + box.classIndex))
            }
        }
    }
}
