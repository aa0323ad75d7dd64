/// The whole window, from the back to the front.
enum WindowView {
    static func draw(in scene: Scene) {
        drawBackground(scene.canvas)
        if Layout.isPresenting {
            PresentationView.draw(in: scene)
            drawDock(in: scene)
            return
        }
        if Layout.extent.showsGraph {
            DiagramView.draw(in: scene)
            LayerFactsView.draw(in: scene)
        } else {
            InputView.draw(in: scene)
            DiagramView.draw(in: scene)
            OutputView.draw(in: scene)
            ModeRow.draw(in: scene)
            OptionControls.draw(in: scene)
            ResultView.draw(in: scene)
        }
        StatusLine.draw(in: scene)
        Panels.draw(in: scene)
        drawDock(in: scene)
        drawFocus(in: scene)
        HoverCard.draw(in: scene)
    }

    /// What lies beside all else: a panel, or the lesson that is taken.
    private static func drawDock(in scene: Scene) {
        if let panel = scene.state.docked as? any DockedPanel {
            panel.draw(in: scene)
        } else if let run = scene.state.lessonRun {
            LessonView.draw(run, in: scene)
        }
    }

    /// Shows where the keyboard is.
    private static func drawFocus(in scene: Scene) {
        guard let name = scene.state.focus,
            let control = scene.reachable.last(where: { $0.name == name }), !control.isVeil
        else { return }
        scene.canvas.outline(control.frame.insetBy(-3, -3), Theme.selection, thickness: 3)
    }

    /// The ground between the cards; under them it would only be painted over, which costs a software renderer time.
    private static func drawBackground(_ canvas: Canvas) {
        guard canvas.dock == nil, !Layout.isPresenting, !Layout.extent.showsGraph else {
            return canvas.clear(Theme.background)
        }
        let top =
            Layout.extent.isStacked
            ? [[Layout.inputCard, Layout.outputCard], [Layout.diagramCard]]
            : [[Layout.inputCard, Layout.diagramCard, Layout.outputCard]]
        let rows = top + [[Layout.resultCard]]
        var y = 0.0
        func fill(_ left: Double, _ top: Double, _ right: Double, _ bottom: Double) {
            canvas.fill(Rect(x: left, y: top, width: right - left, height: bottom - top), Theme.background)
        }
        // Corners are round, so the ground reaches a little under every card.
        let reach = 12.0
        for cards in rows {
            let (top, bottom) = (cards[0].y, cards[0].maxY)
            fill(0, y, Layout.width, top + reach)
            var x = 0.0
            for card in cards {
                fill(x, top, card.x + 2, bottom)
                x = card.maxX - 2
            }
            fill(x, top, Layout.width, bottom)
            y = bottom - reach
        }
        fill(0, y, Layout.width, Layout.height + 2)
    }
}
