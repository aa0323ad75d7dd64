import Figures
import Imaging
import Words

/// A confusion matrix: rows are labels, columns what was predicted, darker where a larger share of the label is.
struct ConfusionDrawing: Sendable {
    private let pairs: [ConfusedClasses.Pair]
    /// Rows and columns that can be told apart.
    private static let limit = 40

    init(_ pairs: [ConfusedClasses.Pair]) { self.pairs = pairs }

    static let texts: [Words] = [label, predicted, other, right, wrong, share]
    private static let label: Words = "label"
    private static let predicted: Words = "predicted"
    private static let other: Words = "other"
    private static let right: Words = "right"
    private static let wrong: Words = "wrong"
    private static let share: Words = "share of the label"

    private var targets: [Int] { Set(pairs.map(\.target)).sorted() }

    /// Whether there are several classes, and no more than can be told apart.
    var isLegible: Bool { (2...Self.limit).contains(targets.count) }

    /// - Precondition: ``isLegible``.
    @Sendable func figure(in language: Language) -> Figure {
        let targets = targets
        // What is predicted beside the labels' own classes is one column.
        let others = pairs.contains { !targets.contains($0.predicted) }
        let columns = targets.count + (others ? 1 : 0)
        let cell = max(14.0, min(34, 420 / Double(columns)))
        let names = Dictionary(pairs.map { ($0.target, language(Words(className: $0.name))) }) { first, _ in
            first
        }
        // Before the names the axes' titles, behind the cells the scale.
        let margin = 16 + min(160, 12 + 6.2 * Double(names.values.map(\.count).max() ?? 0))
        let right = margin + cell * Double(columns)
        let bottom = margin + cell * Double(targets.count)
        var drawing = Figure(width: right + 96, height: max(bottom, margin + Self.scaleHeight) + 16)
        drawing.text(language(Self.label), x: 12, y: (margin + bottom) / 2, anchor: .middle, turn: -90)
        drawing.text(language(Self.predicted), x: (margin + right) / 2, y: 12, anchor: .middle)
        drawScale(x: right + 18, y: margin, language, into: &drawing)
        for row in targets.indices {
            for column in 0..<columns {
                drawing.rectangle(
                    x: margin + Double(column) * cell, y: margin + Double(row) * cell, width: cell - 1,
                    height: cell - 1, fill: .empty)
            }
            drawing.text(
                short(names[targets[row]]!), x: margin - 4, y: margin + (Double(row) + 0.5) * cell + 4,
                anchor: .end)
        }
        for (column, name) in (targets.map { names[$0]! } + (others ? [language(Self.other)] : []))
            .enumerated()
        {
            let x = margin + (Double(column) + 0.5) * cell + 4
            drawing.text(short(name), x: x, y: margin - 5, turn: -90)
        }
        var counts: [[Int]: (count: Int, share: Double)] = [:]
        for pair in pairs {
            let place = [
                targets.firstIndex(of: pair.target)!, targets.firstIndex(of: pair.predicted) ?? targets.count,
            ]
            let known = counts[place] ?? (0, 0)
            counts[place] = (known.count + pair.count, known.share + pair.share)
        }
        for (place, value) in counts.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let fill = Self.colour(value.share, isRight: place[0] == place[1])
            let (x, y) = (margin + Double(place[1]) * cell, margin + Double(place[0]) * cell)
            drawing.rectangle(x: x, y: y, width: cell - 1, height: cell - 1, fill: fill)
            drawing.text(
                "\(value.count)", x: x + cell / 2, y: y + cell / 2 + 4, size: min(11, cell * 0.45),
                anchor: .middle)
        }
        return drawing
    }

    /// - Parameter share: of the label's pictures, 0…1.
    private static func colour(_ share: Double, isRight: Bool) -> RGB {
        let light = UInt8(240 - 190 * max(0, min(share, 1)))
        return isRight ? RGB(light, light + 10, 240) : RGB(240, light, light)
    }

    private static let scaleHeight = 120.0

    /// What colours stand for: hits and mistakes, with the shares of the label.
    private func drawScale(x: Double, y: Double, _ language: Language, into drawing: inout Figure) {
        let (width, steps) = (14.0, 60)
        let height = Self.scaleHeight - 20
        for (place, isRight) in [true, false].enumerated() {
            let left = x + Double(place) * (width + 3)
            for step in 0..<steps {
                // Steps overlap, so that no gap is seen between them.
                drawing.rectangle(
                    x: left, y: y + height * Double(step) / Double(steps), width: width,
                    height: height / Double(steps) + 0.4,
                    fill: Self.colour(1 - Double(step) / Double(steps - 1), isRight: isRight))
            }
            drawing.text(
                language(isRight ? Self.right : Self.wrong), x: left + width / 2 + 3, y: y + height + 6,
                size: 8,
                anchor: .end, turn: -45)
        }
        for tick in 0...4 {
            let place = y + height * (1 - Double(tick) / 4)
            let end = x + 2 * width + 3
            drawing.line(end, place, end + 3, place)
            drawing.text("\(Double(tick) / 4)", x: end + 5, y: place + 3, size: 9)
        }
        drawing.text(
            language(Self.share), x: x + 2 * width + 36, y: y + height / 2, size: 9, anchor: .middle,
            turn: -90)
    }

    private func short(_ name: String) -> String { name.count > 24 ? name.prefix(23) + "…" : name }
}
