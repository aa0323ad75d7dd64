import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// How like what a detector finds is to one of the boxes that it finds in the whole photo; RISE of it is D-RISE (Petsiuk et al.: Black-box
/// Explanation of Object Detectors via Saliency Maps, CVPR 2021, formulas 2 to 5).
///
/// The number is the greatest among all boxes that the network puts out of intersection over union × cosine of the classes'
/// probabilities × probability of there being anything, 0…1. Where a network says no such probability, that of the box's likeliest
/// class stands for it; one that names only the best class of a box agrees with it wholly or not at all.
public struct DetectionLikenessTarget: Target {
    public static let form = "likeness to detection K"
    public static let summary: Words = """
        How like what the network finds is to the K-th box that it finds in the whole photo: the greatest product of overlap, \
        agreement of the classes and sureness, as D-RISE asks; for methods that hide parts of the photo.
        """
    public static let example = "likeness to detection 1"
    public static let need: TargetError.Need? = .boxes

    let rank: Int

    public init?(_ text: String) {
        guard let rank = text.after("likeness")?.after("to")?.after("detection").flatMap({ Int($0) }) else {
            return nil
        }
        self.rank = rank
    }

    public var text: String { "likeness to detection \(rank)" }

    public func asked(in analysis: Analysis, cancellation: Cancellation?) throws -> AskedAnalysis {
        try analysis.asked(text, as: .identity, cancellation: cancellation) { network in
            let found = try Detections(in: analysis, target: text)
            return try network.likeness(to: found.box(rank), found.layout)
        }
    }
}

extension TargetNetwork {
    /// What is divided by at least.
    private static let least = Tensor([1], [1e-8])

    /// The greatest likeness of the boxes to one of them.
    fileprivate mutating func likeness(to box: Detection, _ layout: BoxLayout) throws -> Int {
        let overlap = try overlaps(of: layout, with: box)
        let (agreement, sureness) = try agreements(of: layout, with: box)
        let product = try add(
            ElementwiseArithmetic.multiply, add(ElementwiseArithmetic.multiply, overlap, agreement), sureness)
        return try reduced(.maximum, product)
    }

    /// Intersection over union of each box with one, B×N.
    private mutating func overlaps(of layout: BoxLayout, with box: Detection) throws -> Int {
        func constant(_ value: Double) -> Tensor { Tensor([1], [Float(value)]) }
        var (common, own): (Int?, Int?)
        for (isAlongRows, first, length) in [(true, box.left, box.width), (false, box.top, box.height)] {
            let edges = try edges(of: layout, alongRows: isAlongRows)
            let end = try add(
                ElementwiseArithmetic(.minimum, constant: constant(first + length)), edges.end)
            let start = try add(ElementwiseArithmetic(.maximum, constant: constant(first)), edges.start)
            let shared = try add(
                ElementwiseArithmetic(.maximum, constant: constant(0)),
                add(ElementwiseArithmetic(.subtract), end, start))
            let extent = try add(ElementwiseArithmetic(.subtract), edges.end, edges.start)
            common = try common.map { try add(ElementwiseArithmetic.multiply, $0, shared) } ?? shared
            own = try own.map { try add(ElementwiseArithmetic.multiply, $0, extent) } ?? extent
        }
        let both = try add(
            ElementwiseArithmetic(.add, constant: constant(box.width * box.height)), own!)
        let union = try add(ElementwiseArithmetic(.subtract), both, common!)
        return try add(
            ElementwiseArithmetic(.divide), common!,
            add(ElementwiseArithmetic(.maximum, constant: Self.least), union))
    }

    /// Where all boxes begin and end along the rows or the columns, in pixels, B×N each.
    private mutating func edges(
        of layout: BoxLayout, alongRows: Bool
    ) throws -> (start: Int, end: Int) {
        switch try side(alongRows: alongRows, of: Array(0..<layout.boxCount), layout) {
        case .edges(let start, let end): return (start, end)
        case .middle(let middle, let extent):
            let half = try scaled(extent, by: Tensor([1], [0.5]))
            return (
                try add(ElementwiseArithmetic(.subtract), middle, half),
                try add(ElementwiseArithmetic.add, middle, half)
            )
        }
    }

    /// The cosine of each box's probabilities of the classes with those of one, and how sure there is anything, B×N each.
    private mutating func agreements(
        of layout: BoxLayout, with box: Detection
    ) throws -> (agreement: Int, sureness: Int) {
        let boxes = Array(0..<layout.boxCount)
        if let classes = layout.classes {
            let isSame = Comparison(.equal, constant: Tensor([1], [Float(box.classIndex)]))
            return (
                try add(isSame, row(0..<1, of: classes, boxes)),
                try row(0..<1, of: layout.scores, boxes)
            )
        }
        let all = layout.scoreCount
        let kept = (0..<all).filter { $0 != layout.nothing }
        var table = try add(
            Reshape([layout.boxCount, all]), row(0..<all, of: layout.scores, boxes))
        switch layout.scoring {
        case .probabilities: break
        case .sigmoid: table = try add(ActivationLayer(.sigmoid), table)
        case .softmax: table = try add(Softmax(axis: 2), table)
        }
        if kept.count < all { table = try picked([nil, nil, kept], of: table) }
        let direction = try Self.direction(of: box, layout, kept, in: analysis)
        let product = try add(
            Reduction(.sum, axes: [2], keepsAxes: false), scaled(table, by: direction))
        let length = try add(
            ElementwiseArithmetic(.maximum, constant: Self.least),
            add(Reduction(.l2, axes: [2], keepsAxes: false), table))
        let sureness =
            try layout.object.map { try row(0..<1, of: $0, boxes) }
            ?? add(Reduction(.maximum, axes: [2], keepsAxes: false), table)
        return (try add(ElementwiseArithmetic(.divide), product, length), sureness)
    }

    /// The probabilities of a box's classes in the whole photo, of length 1.
    private static func direction(
        of box: Detection, _ layout: BoxLayout, _ kept: [Int], in analysis: Analysis
    ) throws -> Tensor {
        let values = try analysis.forward.output(of: layout.scores.layer).part(0).values
        let scores = (0..<layout.scoreCount).map {
            Double(values[layout.scores.place(of: $0, ofBox: box.place)])
        }
        let probabilities = layout.probabilities(of: scores)
        let chosen = kept.map { probabilities[$0] }
        let length = max(chosen.reduce(0) { $0 + $1 * $1 }.squareRoot(), 1e-8)
        return Tensor([kept.count], chosen.map { Float($0 / length) })
    }
}
