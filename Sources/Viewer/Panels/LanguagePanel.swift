import CSDL2
import Words

/// The list of languages above the button that opens it, each under the name that it calls itself.
extension LanguageMenu: Panel, ListCard {
    static let name = "language"
    static let question: FileQuestion? = .languages
    static let keys: [CardKey] = []
    static let wheelStep: Int? = nil
    static let command = Command(
        toggle, "Language", Shortcut("L", Key(SDLK_l)), .window, caption: "Language",
        hint: "The window's language (L)")
    static let place = PanelPlace.view
    static let hangsFromButton = true
    static let texts: [Words] = []

    private static let rowHeight = 36.0
    private static let width = 200.0

    /// Beside the keys.
    static func buttonFrame(_ canvas: Canvas) -> Rect {
        let keys = KeysPanel.buttonFrame(canvas)
        let title = Words(verbatim: canvas.language.title)
        let width = canvas.width(of: title, size: Theme.Size.small, weight: .bold) + 42
        return Rect(x: keys.x - 12 - width, y: keys.y + 2, width: width, height: 26)
    }

    init?(in state: ViewerState) {
        self.init(current: state.language)
    }

    static func isInUse(in state: ViewerState) -> Bool { false }

    func take(_ row: Int?, in state: inout ViewerState) -> ViewerState.Consequence {
        let row = row ?? highlighted
        guard languages.indices.contains(row) else { return .redraw }
        state.card = nil
        state.language = languages[row]
        state.preferences.language = languages[row].code
        return .redraw
    }

    func draw(in scene: Scene) {
        scene.veil("languages.veil", action: .closeCard)
        let button = Self.buttonFrame(scene.canvas)
        let height = Double(languages.count) * Self.rowHeight + 16
        let card = Rect(
            x: button.maxX - Self.width, y: button.y - height - 6, width: Self.width, height: height)
        scene.popover("languages", card)
        for (index, language) in languages.enumerated() {
            let frame = Rect(
                x: card.x + 8, y: card.y + 8 + Double(index) * Self.rowHeight, width: Self.width - 16,
                height: Self.rowHeight)
            let isHighlighted = index == highlighted
            let isCurrent = language.code == scene.state.language.code
            scene.row(frame, isChosen: isHighlighted)
            if isCurrent {
                scene.canvas.disc(Point(x: frame.x + 14, y: frame.midY), radius: 4, Theme.accent)
            }
            scene.canvas.text(
                Words(verbatim: language.title),
                in: Rect(x: frame.x + 28, y: frame.y, width: frame.width - 36, height: Self.rowHeight),
                weight: isCurrent ? .bold : .regular, isHighlighted ? Theme.accent : Theme.text)
            scene.add(Control("language.\(language.code)", frame, action: .take(index)))
        }
    }
}
