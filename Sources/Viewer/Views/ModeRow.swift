import Explanations
import Words

/// The modes as buttons, and the line that says what is shown.
enum ModeRow {
    static func draw(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        var x = Layout.modeRow.x
        for (index, method) in ExplanationMethods.all.prefix(MethodsPanel.buttonCount).enumerated() {
            let width =
                canvas.width(of: method.title, size: Theme.Size.heading, weight: .bold) + 48
            let frame = Rect(x: x, y: Layout.modeRow.y, width: width, height: Layout.modeRow.height)
            let obstacle = state.obstacle(mode: index)
            scene.button(
                "mode.\(method.name)", method.title, in: frame, action: .chooseMode(index),
                isChosen: state.modeIndex == index, isDimmed: obstacle != nil, size: Theme.Size.heading,
                hint: obstacle ?? method.summary)
            x = frame.maxX + 10
        }
        drawPanels(at: x, in: scene)
        drawQuestion(in: scene)
    }

    /// The panels' buttons behind the modes; the first shows the chosen method if that has no button of its own.
    private static func drawPanels(at left: Double, in scene: Scene) {
        var x = left
        for panel in panels(of: scene.state.mode) {
            let caption = caption(of: panel, scene.state.mode)
            let width = scene.canvas.width(of: caption, size: Theme.Size.heading, weight: .bold) + 58
            scene.button(
                for: panel, caption,
                in: Rect(x: x, y: Layout.modeRow.y, width: width, height: Layout.modeRow.height),
                opensCard: true, size: Theme.Size.heading)
            x += width + 10
        }
    }

    private static func panels(of method: any ExplanationMethod) -> [any Panel.Type] {
        Panels.all.filter { $0.place == .modes && ($0 != OptionsPanel.self || !method.settings.isEmpty) }
    }

    private static func caption(of panel: any Panel.Type, _ method: any ExplanationMethod) -> Words {
        let isOther = !ExplanationMethods.all.prefix(MethodsPanel.buttonCount).contains {
            $0.name == method.name
        }
        return panel == MethodsPanel.self && isOther
            ? method.title : panel.command.caption ?? ""
    }

    /// Where the row's buttons end at most.
    static func end(_ method: any ExplanationMethod, _ canvas: Canvas) -> Double {
        let main = ExplanationMethods.all.prefix(MethodsPanel.buttonCount).map { $0.title }
        let widths =
            main.map { canvas.width(of: $0, size: Theme.Size.heading, weight: .bold) + 48 }
            + Panels.all.filter { $0.place == .modes }.map {
                canvas.width(of: caption(of: $0, method), size: Theme.Size.heading, weight: .bold) + 58
            }
        return widths.reduce(Layout.modeRow.x) { $0 + $1 + 10 }
    }

    private static func drawQuestion(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        var x = Layout.question.x
        let actions = drawActions(in: scene)
        let room = (hasPager(state) ? pager(canvas).x : actions) - 8
        let parts: [(Words, Words?)] = [
            (Strings.layerLabel, state.layer.map { Words(verbatim: $0.name) } ?? "…"),
            (Strings.modeLabel, state.mode.title),
            (
                state.choices.target == nil ? Strings.classLabel : Strings.explainedLabel,
                state.mode.needsClass ? state.explained ?? "…" : nil
            ),
        ]
        // A long name leaves the rest its room, down to a few letters of it.
        let shown = parts.filter { $0.1 != nil }
        func width(_ words: Words, _ weight: FontWeight) -> Double {
            canvas.width(of: words, size: Theme.Size.heading, weight: weight) + 2
        }
        let whole = shown.reduce(-26) { $0 + width($1.0, .regular) + width($1.1!, .bold) + 34 }
        var excess = max(0, whole - (room - x))
        for (caption, text) in shown {
            for (words, weight, colour) in [
                (caption, FontWeight.regular, Theme.secondaryText), (text!, .bold, Theme.text),
            ] {
                guard x < room else { return }
                var natural = width(words, weight)
                if weight == .bold {
                    let less = min(excess, max(0, natural - 110))
                    (natural, excess) = (natural - less, excess - less)
                }
                let frame = Rect(
                    x: x, y: Layout.question.y, width: min(natural, room - x), height: Layout.question.height)
                canvas.text(words, in: frame, size: Theme.Size.heading, weight: weight, colour)
                x = frame.maxX + (weight == .bold ? 26 : 8)
            }
        }
    }

    /// Whether there are pages to turn; the brush takes their place.
    static func hasPager(_ state: ViewerState) -> Bool { state.pages != nil && state.brush == nil }

    /// An array is no photo that can be changed.
    private static func actions(_ state: ViewerState) -> [any Panel.Type] {
        Panels.all.filter {
            $0.place == .answer && ($0 != VariationPanel.self || state.analysis?.isArray != true)
        }
    }

    private static func width(of panel: any Panel.Type, _ canvas: Canvas) -> Double {
        canvas.width(of: panel.command.caption ?? "", size: Theme.Size.body, weight: .bold)
            + (panel.hangsFromButton ? 46 : 28)
    }

    /// Where the pages are turned: left of what can be done with the answer.
    static func pager(_ canvas: Canvas) -> Rect {
        let actions = Panels.all.filter { $0.place == .answer }
            .reduce(Layout.question.maxX) { $0 - self.width(of: $1, canvas) - 8 }
        let end = min(Layout.question.maxX - 500, actions - 8)
        let width = min(330 * max(1, Layout.extent.letters * 0.9), end - Layout.question.x)
        return Rect(x: end - width, y: Layout.question.y, width: width, height: Layout.question.height)
    }

    /// What can be done with the answer.
    ///
    /// - Returns: where it begins.
    private static func drawActions(in scene: Scene) -> Double {
        if let brush = scene.state.brush, scene.state.analysis?.isArray != true {
            return BrushView.drawControls(brush, in: scene)
        }
        var x = Layout.question.maxX
        for panel in actions(scene.state) {
            let width = width(of: panel, scene.canvas)
            x -= width
            scene.button(
                for: panel, in: Rect(x: x, y: Layout.question.y, width: width, height: 34),
                opensCard: panel.hangsFromButton)
            x -= 8
        }
        guard scene.state.analysis?.isArray == false else { return x }
        return BrushView.drawButton(
            leftOf: x, rightOf: hasPager(scene.state) ? pager(scene.canvas).maxX + 4 : Layout.question.x,
            in: scene)
    }
}
