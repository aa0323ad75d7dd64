import Tensors

/// Owen values of a picture's blocks: Shapley values in which a block's halves are players only within the block, found from
/// the greatest difference downward, as shap's `PartitionExplainer` does it without a fixed context.
///
/// ``next(most:)`` says what to look at; ``receive(_:)`` takes the scores. ``maps`` sum to the difference of the scores at any time.
struct OwenValues {
    /// A block, and what its presence changes beside blocks that are shown already.
    private struct Part {
        let block: PictureBlock
        let shown: [PictureBlock]
        /// The classes' scores without the block and with it.
        let without, with: [Double]
        let weight: Double
    }

    /// A part with halves that are being looked at.
    private struct Division {
        let part: Part
        let first, second: PictureBlock
    }

    private let shape: Shape
    private var queue = PriorityQueue<Part>()
    private var divisions: [Division] = []
    private var settled: [[Double]]

    /// - Parameters:
    ///   - shape: of the input, C×H×W.
    ///   - hidden: the classes' scores where everything is hidden.
    ///   - shown: those of the whole picture.
    init(shape: Shape, hidden: [Double], shown: [Double]) {
        self.shape = Shape([shape[1], shape[2]])
        settled = hidden.map { _ in [Double](repeating: 0, count: shape[1] * shape[2]) }
        let block = PictureBlock(rows: 0..<shape[1], columns: 0..<shape[2], channels: 0..<shape[0])
        queue.push(
            Part(block: block, shown: [], without: hidden, with: shown, weight: 1), priority: 0)
    }

    /// Whether nothing is left to divide.
    var isComplete: Bool { queue.isEmpty && divisions.isEmpty }

    /// What is to be shown next, each as a list of blocks; two for each part that is divided.
    ///
    /// - Parameter most: how many are wanted; one more may come.
    mutating func next(most: Int) -> [[PictureBlock]] {
        var views: [[PictureBlock]] = []
        while views.count < most, let part = queue.pop() {
            guard let (first, second) = part.block.halves else {
                Self.spread(part, over: &settled, columns: shape[1])
                continue
            }
            divisions.append(Division(part: part, first: first, second: second))
            views.append(part.shown + [first])
            views.append(part.shown + [second])
        }
        return views
    }

    /// - Parameter scores: the classes' scores for what ``next(most:)`` returned, in its order.
    mutating func receive(_ scores: [[Double]]) {
        for (index, division) in divisions.enumerated() {
            let part = division.part
            let (first, second) = (scores[2 * index], scores[2 * index + 1])
            let weight = part.weight / 2
            push(division.first, beside: part.shown, part.without, first, weight)
            push(division.second, beside: part.shown, part.without, second, weight)
            push(division.first, beside: part.shown + [division.second], second, part.with, weight)
            push(division.second, beside: part.shown + [division.first], first, part.with, weight)
        }
        divisions = []
    }

    private mutating func push(
        _ block: PictureBlock, beside shown: [PictureBlock], _ without: [Double], _ with: [Double],
        _ weight: Double
    ) {
        let greatest = zip(with, without).reduce(0) { max($0, abs($1.0 - $1.1)) }
        queue.push(
            Part(block: block, shown: shown, without: without, with: with, weight: weight),
            priority: -greatest * weight)
    }

    /// The values for each class summed over the channels, H×W; a block that was not divided gives each pixel the same.
    var maps: [Tensor] {
        var values = settled
        for part in queue.elements { Self.spread(part, over: &values, columns: shape[1]) }
        return values.map { $0.tensor(shape) }
    }

    private static func spread(_ part: Part, over values: inout [[Double]], columns: Int) {
        let block = part.block
        let pixels = Double(block.rows.count * block.columns.count)
        for index in values.indices {
            let value = (part.with[index] - part.without[index]) * part.weight / pixels
            for row in block.rows {
                for column in block.columns { values[index][row * columns + column] += value }
            }
        }
    }
}
