/// The whole window, from the back to the front.
enum WindowView {
    static func draw(in scene: Scene) {
        scene.canvas.clear(Theme.background)
        InputView.draw(in: scene)
        DiagramView.draw(in: scene)
        OutputView.draw(in: scene)
        ModeRow.draw(in: scene)
        OptionControls.draw(in: scene)
        ResultView.draw(in: scene)
        StatusLine.draw(in: scene)
        NoticeView.draw(in: scene)
        KeysView.draw(in: scene)
        HoverCard.draw(in: scene)
    }
}
