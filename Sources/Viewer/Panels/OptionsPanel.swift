import CSDL2
import Explanations
import Words

/// What a method is computed with, made of its ``MethodOption`` data: a row with a control and a sentence for each.
struct OptionsPanel: Panel {
    static let name = "options"
    static let question: FileQuestion? = nil
    static let keys: [CardKey] = []
    static let wheelStep: Int? = nil
    static let command = Command(
        toggle, "Options of the method", Shortcut("X", Key(SDLK_x)), .settings, caption: "Options",
        hint: "What the method is computed with (X)")
    static let place = PanelPlace.modes
    static let hangsFromButton = true
    static let texts: [Words] = [seed, seedHint]

    private static let seed: Words = "seed"
    private static let seedHint: Words =
        "Where all randomness comes from: the same seed gives the same picture."

    init?(in state: ViewerState) {
        if state.mode.settings.isEmpty { return nil }
    }

    static func isInUse(in state: ViewerState) -> Bool { isOpen(in: state) }

    private static let rowHeight = 40.0

    func draw(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        let options = state.settings
        guard !options.isEmpty else { return }
        scene.veil("options.veil", action: .closeCard)
        let width = min(1240, Layout.resultCard.width)
        let card = Rect(
            x: min(Layout.resultCard.x + 200, Layout.resultCard.maxX - width), y: Layout.modeRow.maxY + 6,
            width: width,
            height: Double(options.count + 1) * Self.rowHeight + 20)
        canvas.fill(card.insetBy(-2, -2), Theme.groupBorder, radius: 12)
        scene.card(card)
        scene.add(Control("options.card", card))
        for (index, option) in options.enumerated() {
            let y = card.y + 10 + Double(index) * Self.rowHeight
            canvas.text(
                option.title,
                in: Rect(x: card.x + 20, y: y, width: 150, height: Self.rowHeight),
                size: Theme.Size.body, weight: .bold)
            let end = drawControl(option, x: card.x + 176, y: y + 5, scene)
            canvas.text(
                option.summary,
                in: Rect(x: end + 20, y: y, width: card.maxX - end - 36, height: Self.rowHeight),
                size: Theme.Size.small, Theme.secondaryText)
        }
        drawSeed(in: card, y: card.y + 10 + Double(options.count) * Self.rowHeight, scene)
    }

    /// Where all randomness comes from, below the method's own options.
    private func drawSeed(in card: Rect, y: Double, _ scene: Scene) {
        let (canvas, seed) = (scene.canvas, scene.state.seed)
        canvas.text(
            Self.seed, in: Rect(x: card.x + 20, y: y, width: 150, height: Self.rowHeight), weight: .bold)
        let buttons: [(String, Words, UInt64, Double)] = [
            ("less", "−", seed == 0 ? 0 : seed - 1, 0),
            ("more", "+", seed == .max ? seed : seed + 1, 122),
        ]
        for (name, sign, value, offset) in buttons {
            scene.button(
                "seed.\(name)", sign, in: Rect(x: card.x + 176 + offset, y: y + 5, width: 34, height: 30),
                action: .setSeed(value), isDimmed: value == seed, hint: Self.seedHint)
        }
        canvas.text(
            "\(seed)", in: Rect(x: card.x + 212, y: y + 5, width: 84, height: 30), weight: .bold, Theme.text,
            .centre)
        canvas.text(
            Self.seedHint,
            in: Rect(x: card.x + 352, y: y, width: card.width - 372, height: Self.rowHeight),
            size: Theme.Size.small,
            Theme.secondaryText)
    }

    /// Returns where the control ends.
    private func drawControl(_ option: MethodOption, x: Double, y: Double, _ scene: Scene) -> Double {
        let (canvas, state) = (scene.canvas, scene.state)
        switch option.kind {
        case .choice(let choices):
            var x = x
            for choice in choices {
                let width =
                    canvas.width(of: option.title(ofChoice: choice), size: Theme.Size.small, weight: .bold)
                    + 22
                scene.button(
                    "option.\(option.name).\(choice)", option.title(ofChoice: choice),
                    in: Rect(x: x, y: y, width: width, height: 30),
                    action: .setOption(option.name, choice), isChosen: state.options.text(option) == choice,
                    size: Theme.Size.small, hint: option.summary)
                x += width + 4
            }
            return x
        case .integer(let range):
            let value = state.options.integer(option)
            return drawStepper(
                option, text: "\(value)", lower: Self.step(value, -1, in: range),
                upper: Self.step(value, 1, in: range),
                x: x, y: y, scene)
        case .number(let range):
            let value = state.options.number(option)
            let step = (range.upperBound - range.lowerBound) / 20
            func moved(_ distance: Double) -> String? {
                let next = min(max(value + distance, range.lowerBound), range.upperBound)
                return next == value ? nil : "\((next * 1000).rounded() / 1000)"
            }
            return drawStepper(
                option, text: Words(verbatim: Strings.value(value, in: range)), lower: moved(-step),
                upper: moved(step), x: x,
                y: y, scene)
        default:
            canvas.text(
                Words(verbatim: state.options.text(option)), in: Rect(x: x, y: y, width: 160, height: 30),
                size: Theme.Size.body)
            return x + 160
        }
    }

    /// The next of the round numbers 1, 2, 5, 10, 20, 50 … in a wide range, else the next whole number.
    static func step(_ value: Int, _ direction: Int, in range: ClosedRange<Int>) -> String? {
        var next = value + direction
        if range.count > 40 {
            var scale = 1
            var rounds: [Int] = []
            while scale <= range.upperBound, scale < 1_000_000_000 {
                rounds += [scale, 2 * scale, 5 * scale]
                scale *= 10
            }
            let others = rounds.filter(range.contains) + [range.lowerBound, range.upperBound]
            let found =
                direction > 0 ? others.filter { $0 > value }.min() : others.filter { $0 < value }.max()
            guard let found else { return nil }
            next = found
        }
        return range.contains(next) ? "\(next)" : nil
    }

    private func drawStepper(
        _ option: MethodOption, text: Words, lower: String?, upper: String?, x: Double, y: Double,
        _ scene: Scene
    ) -> Double {
        let canvas = scene.canvas
        let buttons: [(String, Words, String?, Double)] = [
            ("less", "−", lower, 0), ("more", "+", upper, 122),
        ]
        for (name, sign, value, offset) in buttons {
            scene.button(
                "option.\(option.name).\(name)", sign, in: Rect(x: x + offset, y: y, width: 34, height: 30),
                action: value.map { .setOption(option.name, $0) } ?? .notify(option.summary),
                isDimmed: value == nil, size: Theme.Size.body, hint: option.summary)
        }
        canvas.text(
            text, in: Rect(x: x + 36, y: y, width: 84, height: 30), size: Theme.Size.body, weight: .bold,
            Theme.text, .centre)
        return x + 156
    }
}
