import Explanations
import Words

/// The ways to measure an answer, to choose from.
enum EvaluateView {
    private static let rowHeight = 44.0

    static func draw(in scene: Scene) {
        guard scene.state.popover == .evaluate else { return }
        let (canvas, state) = (scene.canvas, scene.state)
        scene.veil("evaluate.veil", action: .closePopover)
        let metrics = EvaluationMetrics.all
        let width = 1060.0
        let card = Rect(
            x: Layout.question.maxX - width, y: Layout.question.maxY + 4, width: width,
            height: Double(metrics.count + 1) * rowHeight + 20)
        scene.popover("evaluate.card", card)
        let rows =
            [(name: nil, title: Strings.noEvaluation, summary: Strings.noEvaluationDescription)]
            + metrics.map {
                (
                    name: Optional($0.name), title: $0.title,
                    summary: $0.summary
                )
            }
        for (index, row) in rows.enumerated() {
            let frame = Rect(
                x: card.x + 8, y: card.y + 10 + Double(index) * rowHeight, width: width - 16,
                height: rowHeight)
            let isChosen = state.metric == row.name
            scene.row(frame, isChosen: isChosen)
            canvas.text(
                row.title, in: Rect(x: frame.x + 14, y: frame.y, width: 190, height: rowHeight),
                weight: .bold,
                isChosen ? Theme.accent : Theme.text)
            canvas.text(
                row.summary,
                in: Rect(x: frame.x + 214, y: frame.y, width: frame.width - 228, height: rowHeight),
                size: Theme.Size.small, Theme.secondaryText)
            scene.add(Control("evaluate.\(row.name ?? "off")", frame, action: .evaluate(row.name)))
        }
    }
}
