import CSDL2
import Explanations
import Words

/// What the chosen method computes, how its picture is read, and what it cannot tell.
struct GuidePanel: DockedPanel {
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
        guard let frame = scene.dockCard("guide.card") else { return }
        let (canvas, method) = (scene.canvas, scene.state.mode)
        let guide = method.guide
        canvas.text(
            method.title, in: Rect(x: frame.x, y: frame.y, width: frame.width - 44, height: 40),
            size: Theme.Size.card,
            weight: .bold)
        scene.closeDock(
            "guide.close", in: frame, action: Self.toggle,
            hint: scene.state.lessonRun == nil ? Strings.closeHint : Strings.backToLesson)
        let parts = [
            (Self.computes, guide.computes),
            (Self.formula, guide.formula),
            (Self.reading, guide.reading),
            (Self.limits, guide.limits),
            (nil, Words(verbatim: guide.reference)),
        ].filter { !$0.1.isEmpty }
        let room = Rect(x: frame.x, y: frame.y + 52, width: frame.width, height: frame.height - 52)
        // In the largest letters for which there is room.
        var size = max(Theme.Size.heading, 14 / canvas.scale)
        while size > 11, height(of: parts, width: room.width, size, canvas) > room.height { size -= 0.5 }
        var y = room.y
        for (heading, text) in parts {
            if let heading {
                canvas.text(
                    heading, in: Rect(x: room.x, y: y, width: room.width, height: size * 1.5),
                    size: size * 0.82, weight: .bold, Theme.accent)
                y += size * 1.5 + 2
            }
            y += canvas.paragraph(
                text, in: Rect(x: room.x, y: y, width: room.width, height: room.height),
                size: heading == nil ? size * 0.82 : size,
                heading == nil ? Theme.secondaryText : Theme.text)
            y += size * 0.8
        }
    }

    private func height(of parts: [(Words?, Words)], width: Double, _ size: Double, _ canvas: Canvas)
        -> Double
    {
        parts.reduce(0) { sum, part in
            let own = part.0 == nil ? size * 0.82 : size
            let lines = Double(canvas.lines(of: part.1, width: width, size: own).count)
            return sum + lines * (own * 1.4).rounded() + (part.0 == nil ? 0 : size * 1.5 + 2) + size * 0.8
        }
    }
}
