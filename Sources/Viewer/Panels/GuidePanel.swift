import CSDL2
import Explanations
import Words

/// What the chosen method computes, how its picture is read, and what it cannot tell.
struct GuidePanel: Panel {
    static let name = "guide"
    static let question: FileQuestion? = nil
    static let keys: [CardKey] = []
    static let wheelStep: Int? = nil
    static let command = Command(
        toggle, "What the method tells", Shortcut("I", Key(SDLK_i)), .answer, caption: "About",
        hint: "What the method computes, how to read it, what it cannot tell (I)")
    static let place = PanelPlace.answer
    static let hangsFromButton = false
    static let texts: [Words] = [computes, formula, reading, limits]

    private static let computes: Words = "WHAT IS COMPUTED"
    private static let formula: Words = "THE FORMULA"
    private static let reading: Words = "HOW TO READ IT"
    private static let limits: Words = "WHAT IT CANNOT TELL"

    init?(in state: ViewerState) {}

    static func isInUse(in state: ViewerState) -> Bool { isOpen(in: state) }

    func draw(in scene: Scene) {
        let (canvas, method) = (scene.canvas, scene.state.mode)
        let guide = method.guide
        scene.veil("guide.veil", action: .closeCard)
        let (width, margin) = (900.0, 30.0)
        let room = width - 2 * margin
        let parts = [
            (Self.computes, guide.computes),
            (Self.formula, Words(verbatim: guide.formula)),
            (Self.reading, guide.reading),
            (Self.limits, guide.limits),
        ].filter { !$0.1.isEmpty }
        let lineHeight = (Theme.Size.heading * 1.4).rounded()
        let heights = parts.map { part in
            28 + Double(canvas.lines(of: part.1, width: room, size: Theme.Size.heading).count) * lineHeight
                + 14
        }
        let source = canvas.lines(of: Words(verbatim: guide.reference), width: room, size: Theme.Size.small)
        let height = heights.reduce(0, +) + 84 + Double(source.count) * 22 + 20
        let card = Rect(
            x: Canvas.logicalWidth / 2 - width / 2,
            y: max(40, Layout.modeRow.maxY + 8 - max(0, height - 540)),
            width: width, height: height)
        scene.popover("guide.card", card)
        canvas.text(
            method.title,
            in: Rect(x: card.x + margin, y: card.y + 18, width: room, height: 40), size: 24,
            weight: .bold)
        var y = card.y + 70
        for (part, height) in zip(parts, heights) {
            canvas.text(
                part.0, in: Rect(x: card.x + margin, y: y, width: room, height: 26), size: Theme.Size.small,
                weight: .bold, Theme.accent)
            canvas.paragraph(
                part.1, in: Rect(x: card.x + margin, y: y + 28, width: room, height: height),
                size: Theme.Size.heading)
            y += height
        }
        canvas.paragraph(
            Words(verbatim: guide.reference), in: Rect(x: card.x + margin, y: y, width: room, height: 44),
            size: Theme.Size.small, Theme.secondaryText)
    }
}
