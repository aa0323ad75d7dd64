import CSDL2
import Words

/// The list of keys over everything else.
struct KeysPanel: Panel {
    static let name = "keys"
    static let question: FileQuestion? = nil
    static let keys: [CardKey] = []
    static let wheelStep: Int? = nil
    static let command = Command(
        toggle, "This list",
        Shortcut("H", [Key(SDLK_h), Key(SDLK_F1)]), .window,
        caption: "H  keys     S  save     N  next photo     M  network     P  present     F  full screen",
        hint: "All keys (H)")
    static let place = PanelPlace.view
    static let hangsFromButton = false
    static let texts: [Words] = [heading, foot, short]

    private static let heading: Words = "Keys"
    private static let short: Words = "H  keys"
    private static let foot: Words = """
        Wheel over the maps: pages. Wheel over the diagram: scroll; with Ctrl: zoom. Drop photos on the window to \
        open them.
        """

    /// At the window's lower right corner.
    static func buttonFrame(_ canvas: Canvas) -> Rect {
        let width = canvas.width(of: caption(canvas), size: Theme.Size.small) + 16
        return Rect(
            x: Layout.status.maxX - width, y: Layout.status.y, width: width, height: Layout.status.height)
    }

    /// The keys to know, or where there is less room the one that lists them.
    static func caption(_ canvas: Canvas) -> Words {
        let all = command.caption ?? ""
        return canvas.width(of: all, size: Theme.Size.small) <= Layout.status.width * 0.3 ? all : short
    }

    init?(in state: ViewerState) {}

    static func isInUse(in state: ViewerState) -> Bool { isOpen(in: state) }

    func draw(in scene: Scene) {
        let canvas = scene.canvas
        let commands = KeyTable.commands
        scene.veil("keys.veil", action: .closeCard)
        let rows = (commands.count + 1) / 2
        // As high as the window has room for.
        let rowHeight = min(38, ((Layout.height - 16 - 116) / Double(rows)).rounded(.down))
        let (width, height) = (900.0, Double(rows) * rowHeight + 116)
        let card = Rect(
            x: Layout.width / 2 - width / 2, y: Layout.height / 2 - height / 2, width: width,
            height: height)
        // A frame sets the list apart; a veil over the whole window would double the time of a frame.
        canvas.fill(card.insetBy(-4, -4), Theme.text, radius: 14)
        scene.card(card)
        canvas.text(
            Self.heading, in: Rect(x: card.x + 32, y: card.y + 20, width: 400, height: 36),
            size: Theme.Size.card,
            weight: .bold)
        for (index, command) in commands.enumerated() {
            let x = card.x + 32 + (index < rows ? 0 : width / 2 - 10)
            let y = card.y + 68 + Double(index % rows) * rowHeight
            let cap = Rect(x: x, y: y + 3, width: 104, height: rowHeight - 7)
            canvas.fill(cap, Theme.sunken, radius: 6, border: Theme.groupBorder)
            canvas.text(
                Words(verbatim: command.shortcut.caption), in: cap, size: Theme.Size.body, weight: .bold,
                Theme.text, .centre)
            canvas.text(
                command.title, in: Rect(x: cap.maxX + 14, y: y, width: 290, height: rowHeight - 1),
                size: Theme.Size.body)
        }
        canvas.text(
            Self.foot, in: Rect(x: card.x + 32, y: card.maxY - 44, width: width - 64, height: 30),
            size: Theme.Size.small, Theme.secondaryText)
    }
}
