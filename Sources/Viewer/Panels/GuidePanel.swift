import Explanations
import Words

/// What the chosen method computes, how its picture is read, and what it cannot tell.
enum GuideView {
    static func draw(in scene: Scene) {
        guard scene.state.popover == .guide else { return }
        let (canvas, method) = (scene.canvas, scene.state.mode)
        let guide = method.guide
        scene.veil("guide.veil", action: .closePopover)
        let (width, margin) = (900.0, 30.0)
        let room = width - 2 * margin
        let parts = [
            (Strings.guideComputes, guide.computes),
            (Strings.guideFormula, Words(verbatim: guide.formula)),
            (Strings.guideReading, guide.reading),
            (Strings.guideLimits, guide.limits),
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
