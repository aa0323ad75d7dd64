import NeuralNetwork
import Tensors

/// Σ weight · number + constant, with the terms that contribute most by themselves.
public struct WeightedSum: Sendable {
    /// The numbers of one channel that count, with their weights.
    public struct Term: Sendable {
        /// The layer whose numbers they are.
        public let source: Node
        /// Which channel; nil where the source has none.
        public let channel: Int?
        /// Where they lie in the source's map; nil where it has no places.
        public let place: ElementArithmetic.Place?
        public let rows, columns: Int
        /// Row by row; nil for what lies beyond the map's edge.
        public let numbers: [Float?]
        public let weights: [Float]

        /// Their sum.
        public var total: Double {
            zip(numbers, weights).reduce(0) { $0 + Double($1.0 ?? 0) * Double($1.1) }
        }
    }

    /// The strongest first.
    public let terms: [Term]
    /// How many others there are, and their sum.
    public let others: (count: Int, total: Double)
    public let constant: Double

    /// How many terms are shown one by one.
    public static let shown = 6

    public var total: Double { terms.reduce(others.total + constant) { $0 + $1.total } }

    /// - Parameter terms: all of them.
    init(_ terms: [Term], constant: Double) {
        let totals = terms.map(\.total)
        let order = terms.indices.sorted { abs(totals[$0]) > abs(totals[$1]) }
        let rest = order.dropFirst(Self.shown)
        self.terms = order.prefix(Self.shown).map { terms[$0] }
        others = (rest.count, rest.reduce(0) { $0 + totals[$1] })
        self.constant = constant
    }
}

extension LayerProbe.Share {
    /// Σ slope · number, in 64 bits.
    var total: Double { counting.reduce(0) { $0 + Double(values[$1]) * Double(slopes[$1]) } }

    /// The same with all products positive: how much rounding there can be in it.
    var magnitude: Double { counting.reduce(0) { $0 + abs(Double(values[$1]) * Double(slopes[$1])) } }

    /// The numbers that count, by channels.
    ///
    /// - Parameters:
    ///   - source: whose output they are.
    ///   - reach: the window that the layer moves over them, if it does.
    func terms(of source: Node, in reach: LayerProbe.Reach?) -> [WeightedSum.Term] {
        if let reach, let start { return windows(of: source, reach, start: start) }
        guard values.shape.rank > 0, values.shape[0] == 1, let layout = source.map else {
            return counting.map { single($0, of: source, channel: $0) }
        }
        var rectangles: [Int: Rectangle] = [:]
        var aside: [Int] = []
        for index in counting {
            guard let place = layout.place(of: index) else {
                aside.append(index)
                continue
            }
            rectangles[place.channel, default: Rectangle(place.row, place.column)]
                .take(in: place.row, place.column)
        }
        return rectangles.sorted { $0.key < $1.key }.map { channel, rectangle in
            let places = rectangle.rows.flatMap { row in
                rectangle.columns.map { layout.index(channel, row, $0) }
            }
            return WeightedSum.Term(
                source: source, channel: channel,
                place: .init(row: rectangle.rows.lowerBound, column: rectangle.columns.lowerBound),
                rows: rectangle.rows.count, columns: rectangle.columns.count,
                numbers: places.map { values[$0] }, weights: places.map { slopes[$0] })
        } + aside.map { single($0, of: source, channel: nil) }
    }

    private func single(_ index: Int, of source: Node, channel: Int?) -> WeightedSum.Term {
        WeightedSum.Term(
            source: source, channel: channel, place: nil, rows: 1, columns: 1, numbers: [values[index]],
            weights: [slopes[index]])
    }

    /// The smallest around some places.
    private struct Rectangle {
        var rows, columns: ClosedRange<Int>

        init(_ row: Int, _ column: Int) { (rows, columns) = (row...row, column...column) }

        mutating func take(in row: Int, _ column: Int) {
            rows = min(rows.lowerBound, row)...max(rows.upperBound, row)
            columns = min(columns.lowerBound, column)...max(columns.upperBound, column)
        }
    }

    private func windows(
        of source: Node, _ reach: LayerProbe.Reach, start: (row: Int, column: Int)
    ) -> [WeightedSum.Term] {
        let (values, slopes) = (self.values.values, self.slopes.values)
        let (height, width) = (self.values.shape[2], self.values.shape[3])
        let rows = Array(
            stride(from: reach.rows.lowerBound, to: reach.rows.upperBound, by: reach.dilation.rows))
        let columns = Array(
            stride(from: reach.columns.lowerBound, to: reach.columns.upperBound, by: reach.dilation.columns))
        return (0..<self.values.shape[1]).compactMap { channel in
            let plane = channel * height * width
            guard slopes[plane..<plane + height * width].contains(where: { $0 != 0 }) else { return nil }
            var numbers: [Float?] = []
            var weights: [Float] = []
            for row in rows {
                for column in columns {
                    let (y, x) = (row - start.row, column - start.column)
                    let isInside = (0..<height).contains(y) && (0..<width).contains(x)
                    numbers.append(isInside ? values[plane + y * width + x] : nil)
                    weights.append(isInside ? slopes[plane + y * width + x] : 0)
                }
            }
            return WeightedSum.Term(
                source: source, channel: channel, place: .init(row: rows[0], column: columns[0]),
                rows: rows.count, columns: columns.count, numbers: numbers, weights: weights)
        }
    }
}
