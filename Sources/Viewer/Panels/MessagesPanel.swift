import CSDL2
import Words

/// What the window has said lately, to be read again.
struct MessagesPanel: Panel {
    static let name = "messages"
    static let question: FileQuestion? = nil
    static let keys: [CardKey] = []
    static let wheelStep: Int? = nil
    static let command = Command(
        toggle, "What the window said", Shortcut("A", Key(SDLK_a)), .window, caption: "Messages",
        hint: "The latest messages (A)")
    static let place = PanelPlace.view
    static let hangsFromButton = true
    static let texts: [Words] = [nothing]

    private static let nothing: Words = "There are no messages yet."
    private static let width = 900.0

    init?(in state: ViewerState) {}

    static func isInUse(in state: ViewerState) -> Bool { isOpen(in: state) }

    /// Beside the languages.
    static func buttonFrame(_ canvas: Canvas) -> Rect {
        let next = LanguageMenu.buttonFrame(canvas)
        let width = canvas.width(of: command.caption ?? "", size: Theme.Size.small, weight: .bold) + 42
        return Rect(x: next.x - 8 - width, y: next.y, width: width, height: next.height)
    }

    func draw(in scene: Scene) {
        let canvas = scene.canvas
        scene.veil("messages.veil", action: .closeCard)
        let entries = scene.state.announcements.latest
        let (size, room) = (Theme.Size.body, Self.width - 60)
        let lineHeight = (size * 1.4).rounded()
        let button = Self.buttonFrame(canvas)
        let most = button.y - 60
        var rows: [(entry: Announcements.Entry, height: Double)] = []
        var height = 20.0
        for entry in entries {
            let lines = canvas.lines(of: entry.sentence, width: room, size: size)
            let rowHeight = Double(max(lines.count, 1)) * lineHeight + 14
            guard height + rowHeight <= most else { break }
            rows.append((entry, rowHeight))
            height += rowHeight
        }
        if rows.isEmpty { height += lineHeight + 14 }
        let card = Rect(
            x: button.maxX - Self.width, y: button.y - height - 8, width: Self.width, height: height)
        scene.popover("messages.card", card)
        var y = card.y + 10
        if rows.isEmpty {
            canvas.text(
                Self.nothing, in: Rect(x: card.x + 30, y: y, width: room, height: lineHeight + 14),
                Theme.secondaryText)
        }
        for (index, (entry, rowHeight)) in rows.enumerated() {
            if index > 0 {
                canvas.fill(Rect(x: card.x + 16, y: y, width: card.width - 32, height: 1), Theme.track)
            }
            let isError = entry.kind == .error
            canvas.disc(
                Point(x: card.x + 18, y: y + 7 + lineHeight / 2), radius: 4,
                isError ? Theme.selection : Theme.accent)
            canvas.paragraph(
                entry.sentence, in: Rect(x: card.x + 34, y: y + 7, width: room, height: rowHeight),
                size: size,
                isError ? Theme.warning : Theme.text)
            y += rowHeight
        }
    }
}
