import CSDL2
import Explanations
import Words

/// All methods with what each shows; a click chooses one.
struct MethodsPanel: Panel {
    static let name = "modes.more"
    static let question: FileQuestion? = nil
    static let keys: [CardKey] = []
    static let wheelStep: Int? = nil
    static let command = Command(
        toggle, "All methods", Shortcut("O", Key(SDLK_o)), .settings, caption: "More",
        hint: "All methods (O)")
    static let place = PanelPlace.modes
    static let hangsFromButton = true
    static let texts: [Words] = []

    /// Methods that have a button of their own beside this panel's: the pygame tool's.
    static let buttonCount = 5

    init?(in state: ViewerState) {}

    /// A method without a button of its own is shown on this one.
    static func isInUse(in state: ViewerState) -> Bool {
        isOpen(in: state) || state.modeIndex >= buttonCount
    }

    /// Rows as high as the window has room for, at most this.
    private static let highestRow = 27.0

    func draw(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        scene.veil("methods.veil", action: .closeCard)
        let methods = ExplanationMethods.all
        let top = Layout.modeRow.maxY + 6
        let room = Layout.height - top - 16 - 8
        let rowHeight = min(Self.highestRow, (room / Double(methods.count)).rounded(.down))
        let card = Rect(
            x: Layout.resultCard.x, y: top, width: min(1180, Layout.resultCard.width),
            height: Double(methods.count) * rowHeight + 16)
        canvas.fill(card.insetBy(-2, -2), Theme.groupBorder, radius: 12)
        scene.card(card)
        scene.add(Control("methods", card))
        for (index, method) in methods.enumerated() {
            let frame = Rect(
                x: card.x + 8, y: card.y + 8 + Double(index) * rowHeight, width: card.width - 16,
                height: rowHeight)
            let obstacle = state.obstacle(mode: index)
            let isChosen = state.modeIndex == index
            if isChosen {
                canvas.fill(frame, Theme.accentSurface, radius: 7, border: Theme.accent)
            } else if scene.isHovered(frame) {
                canvas.fill(frame, Theme.sunken, radius: 7, border: Theme.surfaceBorder)
            }
            let colour = obstacle != nil ? Theme.secondaryText : isChosen ? Theme.accent : Theme.text
            canvas.text(
                method.title,
                in: Rect(x: frame.x + 14, y: frame.y, width: 216, height: frame.height),
                size: Theme.Size.body, weight: .bold, colour)
            canvas.text(
                obstacle ?? method.summary,
                in: Rect(x: frame.x + 236, y: frame.y, width: frame.width - 246, height: frame.height),
                size: Theme.Size.small, Theme.secondaryText)
            scene.add(
                Control(
                    "method.\(method.name)", frame, action: .chooseMode(index), label: method.title,
                    isChosen: isChosen))
        }
    }
}
