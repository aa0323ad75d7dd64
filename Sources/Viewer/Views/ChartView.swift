import Explanations
import Foundation
import Words

/// Curves that measure an answer, with their score.
enum ChartView {
    static func draw(in scene: Scene) {
        let state = scene.state
        guard state.isMeasured, state.obstacle == nil else { return }
        let canvas = scene.canvas
        let card = Layout.chart
        canvas.fill(card, Theme.sunken, radius: 8, border: Theme.surfaceBorder)
        guard let evaluation = state.evaluation else {
            return drawWaiting(in: card, scene)
        }
        canvas.text(
            evaluation.metric.title,
            in: Rect(x: card.x + 18, y: card.y + 10, width: 240, height: 30),
            size: Theme.Size.heading, weight: .bold)
        if let score = evaluation.score {
            canvas.text(
                "\(evaluation.scoreTitle): \(score.asValue)",
                in: Rect(x: card.x + 18, y: card.y + 40, width: card.width - 36, height: 24), Theme.text)
        }
        let plot = Rect(x: card.x + 62, y: card.y + 94, width: card.width - 84, height: card.height - 194)
        drawAxes(evaluation, plot, canvas)
        let colours = [Theme.accent, Theme.selection, Theme.edge(of: .dense), Theme.edge(of: .normalization)]
        for (index, curve) in evaluation.curves.enumerated() {
            let colour = colours[index % colours.count]
            let points = curve.points.map { place($0, evaluation, plot) }
            canvas.path(points, colour, thickness: 2.5)
            if points.count < 40 { for point in points { canvas.disc(point, radius: 3.5, colour) } }
            if !curve.name.isEmpty {
                canvas.text(
                    curve.name,
                    in: Rect(x: plot.maxX - 170, y: plot.y + 4 + Double(index) * 22, width: 166, height: 22),
                    size: Theme.Size.small, weight: .bold, colour, .right)
            }
        }
        drawNearest(evaluation, plot, scene)
        scene.add(Control("chart", card))
        addStages(evaluation, plot, scene)
        canvas.paragraph(
            evaluation.notices.isEmpty
                ? evaluation.metric.summary : Words(evaluation.notices),
            in: Rect(x: card.x + 18, y: plot.maxY + 44, width: card.width - 36, height: 50),
            size: Theme.Size.small,
            Theme.secondaryText)
    }

    /// Where the metric made an answer for each point of its curve, a press or the arrow keys show it.
    private static func addStages(_ evaluation: Evaluation, _ plot: Rect, _ scene: Scene) {
        guard evaluation.stages.count > 1, let points = evaluation.curves.first?.points else { return }
        let places = points.map { place($0, evaluation, plot) }
        let last = min(places.count, evaluation.stages.count) - 1
        let shown = min(scene.state.stage, last)
        let canvas = scene.canvas
        canvas.fill(
            Rect(x: places[shown].x - 1, y: plot.y, width: 2, height: plot.height), Theme.selection)
        let handle = Point(x: places[shown].x, y: plot.maxY - 14)
        canvas.disc(handle, radius: 10, Theme.selection)
        canvas.disc(handle, radius: 6, Theme.surface)
        canvas.disc(places[shown], radius: 6, Theme.selection)
        scene.add(
            Control(
                "chart.stages", plot,
                drag: { point in
                    (0...last).min { abs(places[$0].x - point.x) < abs(places[$1].x - point.x) }
                        .map { .showStage($0) }
                },
                // Once it is known it only hides the curve.
                hint: scene.state.stage == 0 ? .text(Strings.stagesHint) : nil,
                keys: Control.Keys(move: { .showStage(min(max(shown + $0.step, 0), last)) })))
    }

    private static func drawWaiting(in card: Rect, _ scene: Scene) {
        scene.canvas.text(Strings.measuring, in: card, size: Theme.Size.heading, Theme.secondaryText, .centre)
        scene.add(Control("chart.waiting", card))
    }

    private static func place(_ point: Evaluation.Point, _ evaluation: Evaluation, _ plot: Rect) -> Point {
        func share(_ value: Double, _ range: ClosedRange<Double>) -> Double {
            let span = range.upperBound - range.lowerBound
            guard span > 0, value.isFinite else { return 0 }
            return min(max((value - range.lowerBound) / span, 0), 1)
        }
        return Point(
            x: plot.x + plot.width * share(point.x, evaluation.horizontal.range),
            y: plot.maxY - plot.height * share(point.y, evaluation.vertical.range))
    }

    private static func drawAxes(_ evaluation: Evaluation, _ plot: Rect, _ canvas: Canvas) {
        canvas.fill(plot, Theme.surface)
        for step in 0...4 {
            let share = Double(step) / 4
            let y = plot.maxY - plot.height * share
            canvas.fill(Rect(x: plot.x, y: y, width: plot.width, height: 1), Theme.track)
            let vertical = evaluation.vertical.range
            canvas.text(
                Words(
                    verbatim: number(
                        vertical.lowerBound + (vertical.upperBound - vertical.lowerBound) * share)),
                in: Rect(x: plot.x - 56, y: y - 10, width: 50, height: 20), size: Theme.Size.small,
                Theme.secondaryText, .right)
            let horizontal = evaluation.horizontal.range
            canvas.text(
                Words(
                    verbatim: tick(
                        horizontal.lowerBound + (horizontal.upperBound - horizontal.lowerBound) * share,
                        horizontal)),
                in: Rect(x: plot.x + plot.width * share - 30, y: plot.maxY + 2, width: 60, height: 20),
                size: Theme.Size.small, Theme.secondaryText, .centre)
        }
        canvas.outline(plot, Theme.groupBorder)
        canvas.text(
            evaluation.horizontal.title,
            in: Rect(x: plot.x, y: plot.maxY + 20, width: plot.width, height: 22),
            size: Theme.Size.small, Theme.secondaryText, .centre)
        canvas.text(
            evaluation.vertical.title,
            in: Rect(x: plot.x - 50, y: plot.y - 22, width: plot.width, height: 20),
            size: Theme.Size.small, Theme.secondaryText)
    }

    /// A wide range needs no decimals.
    private static func tick(_ value: Double, _ range: ClosedRange<Double>) -> String {
        number(range.upperBound - range.lowerBound > 8 ? value.rounded() : value)
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : String(format: "%.2f", value)
    }

    /// What stands at the point that is nearest to the pointer.
    private static func drawNearest(_ evaluation: Evaluation, _ plot: Rect, _ scene: Scene) {
        guard let pointer = scene.pointer(in: plot) else { return }
        let candidates = evaluation.curves.flatMap(\.points).map { ($0, Self.place($0, evaluation, plot)) }
        let found = candidates.min { abs($0.1.x - pointer.x) < abs($1.1.x - pointer.x) }
        guard let (nearest, place) = found else { return }
        scene.canvas.disc(place, radius: 6, Theme.selection)
        let name = nearest.label ?? Words(verbatim: number(nearest.x))
        let text: Words = "\(name): \(nearest.y.asValue)"
        let width = scene.canvas.width(of: text, size: Theme.Size.small, weight: .bold) + 20
        let frame = Rect(
            x: min(max(place.x - width / 2, plot.x), plot.maxX - width), y: max(plot.y, place.y - 36),
            width: width,
            height: 26)
        scene.canvas.fill(frame, Theme.hint, radius: 6)
        scene.canvas.text(text, in: frame, size: Theme.Size.small, weight: .bold, Theme.hintText, .centre)
    }
}
