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

    private static let usualRow = 27.0

    func draw(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        scene.veil("methods.veil", action: .closeCard)
        let methods = ExplanationMethods.all
        // Below the methods' buttons where there is room for all rows, else as far up as they need.
        let wanted = max(Self.usualRow, (Theme.Size.body * 1.3).rounded())
        let rowHeight = min(wanted, ((Layout.height - 40) / Double(methods.count)).rounded(.down))
        let height = Double(methods.count) * rowHeight + 16
        let card = Rect(
            x: Layout.resultCard.x, y: min(Layout.modeRow.maxY + 6, Layout.height - 8 - height),
            width: min(1180 * min(Layout.extent.letters, 1.35), Layout.resultCard.width), height: height)
        canvas.fill(card.insetBy(-2, -2), Theme.groupBorder, radius: 12)
        scene.card(card)
        scene.add(Control("methods", card))
        let name = 216 * min(Layout.extent.letters, 1.35)
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
                in: Rect(x: frame.x + 14, y: frame.y, width: name, height: frame.height),
                size: Theme.Size.body, weight: .bold, colour)
            canvas.text(
                obstacle ?? method.summary,
                in: Rect(
                    x: frame.x + name + 20, y: frame.y, width: frame.width - name - 30, height: frame.height),
                size: Theme.Size.small, Theme.secondaryText)
            scene.add(
                Control(
                    "method.\(method.name)", frame, action: .chooseMode(index), label: method.title,
                    isChosen: isChosen))
        }
    }
}
