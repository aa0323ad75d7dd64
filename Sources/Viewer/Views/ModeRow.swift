import Explanations
import Words

/// The modes as buttons, and the line that says what is shown.
enum ModeRow {
    static func draw(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        var x = Layout.modeRow.x
        for (index, method) in ExplanationMethods.all.prefix(Self.mainCount).enumerated() {
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
        let title = isOther ? state.mode.title : Strings.more
        let width = canvas.width(of: title, size: Theme.Size.heading, weight: .bold) + 58
        scene.button(
            "modes.more", title,
            in: Rect(x: x, y: Layout.modeRow.y, width: width, height: Layout.modeRow.height),
            action: .toggleMethods, isChosen: isOther || state.popover == .methods, opensCard: true,
            size: Theme.Size.heading, hint: Strings.moreHint)
        guard !state.mode.settings.isEmpty else { return }
        let optionsWidth = canvas.width(of: Strings.options, size: Theme.Size.heading, weight: .bold) + 58
        scene.button(
            "options", Strings.options,
            in: Rect(
                x: x + width + 10, y: Layout.modeRow.y, width: optionsWidth, height: Layout.modeRow.height),
            action: .toggleOptions, isChosen: state.popover == .options, opensCard: true,
            size: Theme.Size.heading, hint: Strings.optionsHint)
    }

    /// Where the row's buttons end.
    static func end(_ method: any ExplanationMethod, _ canvas: Canvas) -> Double {
        let main = ExplanationMethods.all.prefix(mainCount)
        let isOther = !main.contains { $0.name == method.name }
        let widths =
            main.map {
                canvas.width(of: $0.title, size: Theme.Size.heading, weight: .bold) + 48
            }
            + [isOther ? method.title : Strings.more, Strings.options].map {
                canvas.width(of: $0, size: Theme.Size.heading, weight: .bold) + 58
            }
        return widths.reduce(Layout.modeRow.x) { $0 + $1 + 10 }
    }

    private static func drawQuestion(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        var x = Layout.question.x
        let room = (state.pages == nil ? 1170 : Layout.pager.x) - 8
        let parts: [(Words, Words?)] = [
            (Strings.layerLabel, state.layer.map { Words(verbatim: $0.name) } ?? "…"),
            (Strings.modeLabel, state.mode.title),
            (
                Strings.classLabel,
                state.mode.needsClass ? state.classLabel.map(Words.init(className:)) ?? "…" : nil
            ),
        ]
        for (caption, text) in parts {
            guard let text else { continue }
            for (words, weight, colour) in [
                (caption, FontWeight.regular, Theme.secondaryText), (text, .bold, Theme.text),
            ] {
                guard x < room else { return drawActions(in: scene) }
                let natural = canvas.width(of: words, size: Theme.Size.heading, weight: weight) + 2
                let frame = Rect(
                    x: x, y: Layout.question.y, width: min(natural, room - x), height: Layout.question.height)
                canvas.text(words, in: frame, size: Theme.Size.heading, weight: weight, colour)
                x = frame.maxX + (weight == .bold ? 26 : 8)
            }
        }
        drawActions(in: scene)
    }

    /// What can be done with the answer.
    private static func drawActions(in scene: Scene) {
        let state = scene.state
        var x = Layout.question.maxX
        let buttons: [(String, Words, Action, Bool, Words)] = [
            ("export", Strings.export, .toggleExport, state.popover == .export, Strings.exportHint),
            (
                "compare", Strings.compare, .toggleCompare,
                state.popover == .compare || state.comparison != nil,
                Strings.compareHint
            ),
            (
                "evaluate", Strings.evaluate, .toggleEvaluate,
                state.popover == .evaluate || state.metric != nil, Strings.evaluateHint
            ),
            ("guide", Strings.guide, .toggleGuide, state.popover == .guide, Strings.guideHint),
        ]
        for (name, caption, action, isChosen, hint) in buttons {
            let opensCard = name != "guide"
            let width =
                scene.canvas.width(of: caption, size: Theme.Size.body, weight: .bold) + (opensCard ? 46 : 28)
            x -= width
            scene.button(
                name, caption, in: Rect(x: x, y: Layout.question.y, width: width, height: 34), action: action,
                isChosen: isChosen, opensCard: opensCard, hint: hint)
            x -= 8
        }
    }
}
