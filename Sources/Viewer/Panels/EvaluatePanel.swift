import CSDL2
import Explanations
import Words

/// The ways to measure an answer, to choose from.
struct EvaluatePanel: Panel {
    static let name = "evaluate"
    static let question: FileQuestion? = nil
    static let keys: [CardKey] = []
    static let wheelStep: Int? = nil
    static let command = Command(
        toggle, "Measure the answer", Shortcut("T", Key(SDLK_t)), .answer, caption: "Measure",
        hint: "How far the answer can be trusted, as curves (T)")
    static let place = PanelPlace.answer
    static let hangsFromButton = true
    static let texts = [nothing.title, nothing.description]

    private static let nothing: (title: Words, description: Words) = ("Nothing", "The answer alone.")

    init?(in state: ViewerState) {}

    static func isInUse(in state: ViewerState) -> Bool { isOpen(in: state) || state.metric != nil }

    private static let rowHeight = 44.0

    func draw(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        scene.veil("evaluate.veil", action: .closeCard)
        let metrics = EvaluationMetrics.all
        let width = 1060.0
        let card = Rect(
            x: Layout.question.maxX - width, y: Layout.question.maxY + 4, width: width,
            height: Double(metrics.count + 1) * Self.rowHeight + 20)
        scene.popover("evaluate.card", card)
        let rows =
            [(name: nil, title: Self.nothing.title, summary: Self.nothing.description)]
            + metrics.map {
                (
                    name: Optional($0.name), title: $0.title,
                    summary: $0.summary
                )
            }
        for (index, row) in rows.enumerated() {
            let frame = Rect(
                x: card.x + 8, y: card.y + 10 + Double(index) * Self.rowHeight, width: width - 16,
                height: Self.rowHeight)
            let isChosen = state.metric == row.name
            scene.row(frame, isChosen: isChosen)
            canvas.text(
                row.title, in: Rect(x: frame.x + 14, y: frame.y, width: 190, height: Self.rowHeight),
                weight: .bold,
                isChosen ? Theme.accent : Theme.text)
            canvas.text(
                row.summary,
                in: Rect(x: frame.x + 214, y: frame.y, width: frame.width - 228, height: Self.rowHeight),
                size: Theme.Size.small, Theme.secondaryText)
            scene.add(
                Control(
                    "evaluate.\(row.name ?? "off")", frame, action: .evaluate(row.name), label: row.title,
                    isChosen: isChosen))
        }
    }
}
