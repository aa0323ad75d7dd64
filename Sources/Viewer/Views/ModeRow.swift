import Explanations

/// The modes as buttons, and the line that says what is shown.
enum ModeRow {
    static func draw(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        var x = Layout.modeRow.x
        for (index, method) in ExplanationMethods.all.prefix(Self.mainCount).enumerated() {
            let width = canvas.width(of: method.title, size: Theme.Size.heading, weight: .bold) + 48
            let frame = Rect(x: x, y: Layout.modeRow.y, width: width, height: Layout.modeRow.height)
            let obstacle = state.obstacle(mode: index)
            scene.button(
                "mode.\(method.name)", method.title, in: frame, action: .chooseMode(index),
                isChosen: state.modeIndex == index, isDimmed: obstacle != nil, size: Theme.Size.heading,
                hint: obstacle ?? method.summary)
            x = frame.maxX + 10
        }
        drawMore(at: x, in: scene)
        drawQuestion(in: scene)
    }

    /// Methods that have a button of their own: the pygame tool's.
    static let mainCount = 5

    /// Opens the list of all methods; shows the chosen one if it has no button.
    private static func drawMore(at x: Double, in scene: Scene) {
        guard ExplanationMethods.all.count > mainCount else { return }
        let (canvas, state) = (scene.canvas, scene.state)
        let isOther = state.modeIndex >= mainCount
        let title = isOther ? "\(state.mode.title)  ▾" : Strings.more
        let width = canvas.width(of: title, size: Theme.Size.heading, weight: .bold) + 40
        scene.button(
            "modes.more", title,
            in: Rect(x: x, y: Layout.modeRow.y, width: width, height: Layout.modeRow.height),
            action: .toggleMethods, isChosen: isOther || state.popover == .methods, size: Theme.Size.heading,
            hint: Strings.moreHint)
        guard OptionsView.hasRows(state.mode) else { return }
        let optionsWidth = canvas.width(of: Strings.options, size: Theme.Size.heading, weight: .bold) + 40
        scene.button(
            "options", Strings.options,
            in: Rect(
                x: x + width + 10, y: Layout.modeRow.y, width: optionsWidth, height: Layout.modeRow.height),
            action: .toggleOptions, isChosen: state.popover == .options, size: Theme.Size.heading,
            hint: Strings.optionsHint)
    }

    private static func drawQuestion(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        var x = Layout.question.x
        func part(_ label: String, _ value: String) {
            let room = Layout.question.maxX - x
            guard room > 40 else { return }
            var frame = Rect(x: x, y: Layout.question.y, width: room, height: Layout.question.height)
            frame.x += canvas.text(label + " ", in: frame, size: Theme.Size.heading, Theme.secondaryText)
            frame.width = Layout.question.maxX - frame.x
            x = frame.x + canvas.text(value, in: frame, size: Theme.Size.heading, weight: .bold) + 30
        }
        part("Layer:", state.layer.map { "\($0.name)  \($0.shape)" } ?? "–")
        part("Mode:", state.mode.title)
        if state.mode.needsClass, let index = state.classIndex, let model = state.model,
            state.analysis?.model.name == model.name
        {
            part("Class:", model.label(of: index))
        }
    }
}
