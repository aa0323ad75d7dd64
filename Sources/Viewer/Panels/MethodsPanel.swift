import Explanations
import Words

/// All methods with what each shows; a click chooses one.
enum MethodsView {
    private static let rowHeight = 27.0

    static func draw(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        guard state.popover == .methods else { return }
        scene.veil("methods.veil", action: .toggleMethods)
        let methods = ExplanationMethods.all
        let card = Rect(
            x: Layout.resultCard.x, y: Layout.modeRow.maxY + 6, width: 1180,
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
            scene.add(Control("method.\(method.name)", frame, action: .chooseMode(index)))
        }
    }
}
