import Explanations
import Foundation
import Words

/// The strongest terms of an element beside each other: numbers above their weights, and what they come to.
enum TermsView {
    private static let column = 150.0
    private static let patch = 112.0
    /// Elements of a window along one side, up to which every number is a cell of its own.
    private static let cells = 16

    /// - Returns: the height drawn.
    static func draw(_ step: ArithmeticStep, in room: Rect, _ scene: Scene) -> Double {
        let canvas = scene.canvas
        let terms = step.shownTerms
        let hasPatches = terms.contains { $0.numbers.count > 1 && isDrawn($0) }
        let shown = terms.prefix(max(1, Int(room.width / column)))
        var winner: Int?
        if case .maximum(_, let place) = step.content { winner = place }
        let isWeighted = if case .sum = step.content { true } else { false }
        for (index, term) in shown.enumerated() {
            let x = room.x + Double(index) * column
            var y = room.y
            canvas.text(
                term.name, in: Rect(x: x, y: y, width: column - 14, height: 24), size: Theme.Size.small,
                Theme.secondaryText)
            y += 26
            if hasPatches, isDrawn(term) {
                draw(term.numbers.map { $0.map(Double.init) }, of: term, at: x, y, marking: winner, scene)
                y += patch + 4
                if isWeighted {
                    canvas.text(
                        "×", in: Rect(x: x, y: y, width: patch, height: 18), size: Theme.Size.body,
                        Theme.secondaryText, .centre)
                    y += 20
                    draw(
                        zip(term.numbers, term.weights).map { $0.0 == nil ? nil : Double($0.1) }, of: term,
                        at: x, y, marking: nil, scene)
                    y += patch + 4
                }
            } else {
                y += drawWritten(term, isWeighted, at: x, y, scene)
            }
            if isWeighted {
                canvas.text(
                    Words(verbatim: "= \(term.total.asValue)"),
                    in: Rect(x: x, y: y, width: patch, height: 24), size: Theme.Size.body, weight: .bold,
                    colour(of: term.total), hasPatches ? .centre : .left)
            }
        }
        var height = 26.0
        height += hasPatches ? (isWeighted ? patch * 2 + 28 : patch + 4) : 52
        if isWeighted { height += 28 }
        if case .sum(let sum) = step.content, sum.others.count > 0 {
            canvas.text(
                Strings.otherTerms(sum.others.count, sum.others.total),
                in: Rect(x: room.x, y: room.y + height, width: room.width, height: 24), size: Theme.Size.body)
            height += 26
        }
        return height + 6
    }

    private static func isDrawn(_ term: WeightedSum.Term) -> Bool {
        max(term.rows, term.columns) <= cells
    }

    /// A single number, or so many that cells would be specks.
    private static func drawWritten(
        _ term: WeightedSum.Term, _ isWeighted: Bool, at x: Double, _ y: Double, _ scene: Scene
    ) -> Double {
        let room = Rect(x: x, y: y, width: column - 14, height: 24)
        guard term.numbers.count == 1, let number = term.numbers[0] else {
            scene.canvas.text(
                Strings.numbers(rows: term.rows, columns: term.columns), in: room, size: Theme.Size.body)
            return 52
        }
        scene.canvas.text(Words(verbatim: Double(number).asValue), in: room, size: Theme.Size.body)
        if isWeighted {
            scene.canvas.text(
                Words(verbatim: "× \(Double(term.weights[0]).asValue)"),
                in: Rect(x: x, y: y + 24, width: column - 14, height: 24), size: Theme.Size.body)
        }
        return 52
    }

    /// Numbers as cells, red above and blue below 0, each written into its cell where it is large enough.
    private static func draw(
        _ numbers: [Double?], of term: WeightedSum.Term, at x: Double, _ y: Double, marking winner: Int?,
        _ scene: Scene
    ) {
        let canvas = scene.canvas
        let greatest = numbers.reduce(0) { max($0, abs($1 ?? 0)) }
        let side = patch / Double(max(term.rows, term.columns))
        for (index, number) in numbers.enumerated() {
            let cell = Rect(
                x: x + Double(index % term.columns) * side, y: y + Double(index / term.columns) * side,
                width: side - 1, height: side - 1)
            guard let number else {
                // Beyond the map's edge.
                canvas.fill(cell, Theme.sunken)
                continue
            }
            let share = greatest > 0 && number.isFinite ? abs(number) / greatest : 0
            canvas.fill(cell, (number < 0 ? Theme.below : Theme.above).faded(1 - share * 0.75))
            if side >= 36 {
                canvas.text(
                    Words(verbatim: number.asShortValue), in: cell.insetBy(1, 0), size: Theme.Size.small,
                    Theme.text, .centre)
            }
            if index == winner { canvas.outline(cell, Theme.selection, thickness: 2) }
        }
    }

    private static func colour(of total: Double) -> Colour {
        total == 0 ? Theme.secondaryText : total < 0 ? Theme.belowText : Theme.aboveText
    }
}

extension Double {
    /// In a cell: two digits that count.
    fileprivate var asShortValue: String {
        if self == 0 { return "0" }
        let text = String(format: abs(self) >= 100 ? "%.0f" : abs(self) >= 10 ? "%.1f" : "%.2f", self)
        return text == "0.00" || text == "-0.00" ? "~0" : text
    }
}
