import NeuralNetwork

/// How a detector's outputs are boxes: where their corners, their scores and their classes stand.
///
/// Recognised are tables with all of that (`BoxLayout+Tables.swift`) and outputs that share it among them
/// (`BoxLayout+Outputs.swift`).
public struct BoxLayout: Sendable, Hashable {
    /// What the four numbers of a box are.
    public enum Corners: Sendable, Hashable {
        /// Centre, width and height.
        case centre
        /// Left, top, right and bottom.
        case leftFirst
        /// Top, left, bottom and right, as TensorFlow has them.
        case topFirst
        /// ``leftFirst``, or ``centre`` where a right edge lies left of its left one: nothing but the numbers tells.
        case either
        /// Centre less the place and the logarithms of width and height, in units of the place's stride, as YOLOX puts them out.
        case ofPlaces([Place])
    }

    /// Where a box that is told by its distance from a place of the picture belongs to.
    public struct Place: Sendable, Hashable {
        /// In pixels of the input.
        public let x, y, stride: Int
    }

    /// How the scores become probabilities.
    public enum Scoring: Sendable, Hashable {
        /// They are.
        case probabilities
        /// Each by itself, 1 / (1 + exp(−s)).
        case sigmoid
        /// Together.
        case softmax
    }

    /// Where numbers of boxes stand in a layer's output, counted in row-major order without the batch.
    public struct Numbers: Sendable, Hashable {
        public let layer: Int
        let first, boxStride, numberStride: Int

        public func place(of number: Int, ofBox box: Int) -> Int {
            first + number * numberStride + box * boxStride
        }
    }

    public let boxCount: Int
    public let corners: Corners
    /// Four numbers of each box.
    public let box: Numbers
    /// A score for each class, or one where ``classes`` names the class.
    public let scores: Numbers
    /// Scores of each box.
    public let scoreCount: Int
    public let scoring: Scoring
    /// The score that means that there is nothing; nil where none does.
    public let nothing: Int?
    /// The probability of there being anything, by which those of the classes are multiplied.
    public let object: Numbers?
    /// The number of each box's class.
    public let classes: Numbers?
    /// Whether the network has dropped overlapping boxes itself, or puts out one for each thing.
    public let isChosen: Bool
    /// A table with the number of the picture before each box or, where that comes second, before the class and the score.
    let isSeven: Bool

    init(
        boxCount: Int, corners: Corners, box: Numbers, scores: Numbers, scoreCount: Int,
        scoring: Scoring = .probabilities, nothing: Int? = nil, object: Numbers? = nil,
        classes: Numbers? = nil, isChosen: Bool = false, isSeven: Bool = false
    ) {
        self.boxCount = boxCount
        self.corners = corners
        self.box = box
        self.scores = scores
        self.scoreCount = scoreCount
        self.scoring = scoring
        self.nothing = nothing
        self.object = object
        self.classes = classes
        self.isChosen = isChosen
        self.isSeven = isSeven
    }

    /// The layers that it reads.
    public var layers: Set<Int> {
        Set([box.layer, scores.layer, object?.layer, classes?.layer].compactMap(\.self))
    }

    /// Where the numbers of a table with seven for each box really stand: picture, corners, class, score; or picture, class, score,
    /// corners, as Caffe's and OpenVINO's detectors have them.
    ///
    /// - Parameter value: of a number of a box, both counted from 0.
    /// - Returns: the layout itself where it is none.
    public func settled(by value: (_ number: Int, _ box: Int) -> Float) -> BoxLayout {
        guard isSeven else { return self }
        let table = Numbers(layer: box.layer, first: 0, boxStride: 7, numberStride: 1)
        func from(_ first: Int) -> Numbers {
            Numbers(layer: table.layer, first: first, boxStride: 7, numberStride: 1)
        }
        let isClassSecond = (0..<boxCount).allSatisfy { box in
            let (index, score) = (value(1, box), value(2, box))
            return index == index.rounded() && score >= 0 && score <= 1.001
                && value(5, box) >= value(3, box) && value(6, box) >= value(4, box)
        }
        return BoxLayout(
            boxCount: boxCount, corners: .leftFirst, box: from(isClassSecond ? 3 : 1),
            scores: from(isClassSecond ? 2 : 6), scoreCount: 1, classes: from(isClassSecond ? 1 : 5),
            isChosen: true)
    }

    /// Whether a network's boxes are those of a set of classes that is widely used, without one for nothing: Pascal VOC, COCO with and
    /// without the numbers that it leaves out, Objects365, LVIS.
    static let usualClassCounts: Set<Int> = [20, 80, 90, 91, 365, 1203]
}

extension Graph {
    /// Whether a sigmoid or a softmax stands at the end of a layer, behind nothing but rearrangements and arithmetic.
    func endsInProbabilities(_ layer: Int) -> Bool {
        ends(layer) { $0 is Softmax || ($0 as? ActivationLayer)?.activation == .sigmoid }
    }

    /// Whether an exponential stands at the end of a layer, as where distances from a place become a box.
    func endsInExponentials(_ layer: Int) -> Bool {
        ends(layer) {
            ($0 as? ActivationLayer)?.activation == .exponential
                || ($0 as? ElementwiseArithmetic)?.operation == .power
        }
    }

    /// Whether a softmax stands there.
    func endsInSoftmax(_ layer: Int) -> Bool { ends(layer) { $0 is Softmax } }

    /// Whether boxes are picked by their rank.
    func endsInRanking(_ layer: Int) -> Bool { ends(layer) { $0 is Ranking } }

    /// Whether one of the layers before an output is of some kind: behind which there are only rearrangements and arithmetic.
    private func ends(_ layer: Int, in isWanted: (any Operator) -> Bool) -> Bool {
        var open = [layer]
        var seen: Set<Int> = []
        while let next = open.popLast(), seen.count < 256 {
            guard seen.insert(next).inserted, let operation = nodes[next].operation else { continue }
            if isWanted(operation) { return true }
            if let layer = operation as? ActivationLayer, layer.activation != .exponential { continue }
            guard !(operation is Softmax), !sumsProducts(next) else { continue }
            open += nodes[next].inputs
        }
        return false
    }
}
