/// A sentence over the window until it is closed.
enum NoticeView {
    static func draw(in scene: Scene) {
        guard let sentence = scene.state.notice else { return }
        let canvas = scene.canvas
        let width = min(canvas.width(of: sentence, size: Theme.Size.heading) + 4, 900)
        let lines = canvas.lines(of: sentence, width: width, size: Theme.Size.heading)
        let height = Double(lines.count) * (Theme.Size.heading * 1.4).rounded() + 24
        let frame = Rect(
            x: Canvas.logicalWidth / 2 - (width + 76) / 2, y: Layout.resultCard.y + 18, width: width + 76,
            height: height)
        canvas.fill(frame, Theme.warningSurface, radius: 9, border: Theme.warningBorder)
        canvas.paragraph(
            sentence, in: Rect(x: frame.x + 20, y: frame.y + 12, width: width, height: height),
            size: Theme.Size.heading, Theme.warning)
        let close = Rect(x: frame.maxX - 42, y: frame.midY - 15, width: 30, height: 30)
        canvas.text("×", in: close, size: 22, Theme.warning, .centre)
        scene.add(Control("notice", frame, action: .closeOrCancel, hint: nil))
    }
}
