import Explanations
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
        let words = evaluation.notices.isEmpty ? evaluation.metric.summary : Words(evaluation.notices)
        let lines = canvas.lines(of: words, width: card.width - 36, size: Theme.Size.small)
        let foot = Double(lines.count) * (Theme.Size.small * 1.4).rounded() + 12
        let plot = Plot(
            evaluation,
            in: Rect(
                x: card.x + 62, y: card.y + 94, width: card.width - 84, height: card.height - 138 - foot))
        plot.draw(in: scene)
        plot.drawNearest(in: scene)
        scene.add(Control("chart", card))
        addStages(evaluation, plot, scene)
        canvas.paragraph(
            words,
            in: Rect(x: card.x + 18, y: plot.frame.maxY + 44, width: card.width - 36, height: foot),
            size: Theme.Size.small,
            Theme.secondaryText)
    }

    /// Where the metric made an answer for each point of its curve, a press or the arrow keys show it.
    private static func addStages(_ evaluation: Evaluation, _ plot: Plot, _ scene: Scene) {
        guard evaluation.stages.count > 1, let points = evaluation.curves.first?.points else { return }
        let places = points.map { plot.place($0.x, $0.y) }
        let last = min(places.count, evaluation.stages.count) - 1
        let shown = min(scene.state.stage, last)
        let canvas = scene.canvas
        canvas.fill(
            Rect(x: places[shown].x - 1, y: plot.frame.y, width: 2, height: plot.frame.height),
            Theme.selection)
        let handle = Point(x: places[shown].x, y: plot.frame.maxY - 14)
        canvas.disc(handle, radius: 10, Theme.selection)
        canvas.disc(handle, radius: 6, Theme.surface)
        canvas.disc(places[shown], radius: 6, Theme.selection)
        scene.add(
            Control(
                "chart.stages", plot.frame,
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
}

extension Plot {
    fileprivate init(_ evaluation: Evaluation, in frame: Rect) {
        self.init(
            horizontal: Axis(title: evaluation.horizontal.title, range: evaluation.horizontal.range),
            vertical: Axis(title: evaluation.vertical.title, range: evaluation.vertical.range),
            curves: evaluation.curves.enumerated().map { index, curve in
                Curve(
                    name: curve.name, points: curve.points.map { Value(x: $0.x, y: $0.y, label: $0.label) },
                    colour: index)
            }, frame: frame)
    }
}
