import Figures
import Imaging

/// A confusion matrix: rows are labels, columns what was predicted, darker where a larger share of the label is.
struct ConfusionDrawing {
    private let pairs: [ConfusedClasses.Pair]
    /// Rows and columns that can be told apart.
    private static let limit = 40

    init(_ pairs: [ConfusedClasses.Pair]) { self.pairs = pairs }

    /// Nil for more classes than can be told apart.
    var figure: Figure? {
        let targets = Set(pairs.map(\.target)).sorted()
        guard targets.count > 1, targets.count <= Self.limit else { return nil }
        // What is predicted beside the labels' own classes is one column.
        let others = pairs.contains { !targets.contains($0.predicted) }
        let columns = targets.count + (others ? 1 : 0)
        let cell = max(14.0, min(34, 420 / Double(columns)))
        let names = Dictionary(pairs.map { ($0.target, $0.name) }) { first, _ in first }
        let margin = min(160, 12 + 6.2 * Double(names.values.map(\.count).max() ?? 0))
        var drawing = Figure(
            width: margin + cell * Double(columns) + 12, height: margin + cell * Double(targets.count) + 12)
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
        for (column, name) in (targets.map { names[$0]! } + (others ? ["other"] : [])).enumerated() {
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
            let light = UInt8(240 - 190 * max(0, min(value.share, 1)))
            let fill = place[0] == place[1] ? RGB(light, light + 10, 240) : RGB(240, light, light)
            let (x, y) = (margin + Double(place[1]) * cell, margin + Double(place[0]) * cell)
            drawing.rectangle(x: x, y: y, width: cell - 1, height: cell - 1, fill: fill)
            drawing.text(
                "\(value.count)", x: x + cell / 2, y: y + cell / 2 + 4, size: min(11, cell * 0.45),
                anchor: .middle)
        }
        return drawing
    }

    private func short(_ name: String) -> String { name.count > 24 ? name.prefix(23) + "…" : name }
}
