import Explanations
import Imaging
import Words

/// The mode's options for which there is room, made of its ``MethodOption`` data: chips for choices, a slider for a
/// number.
enum OptionControls {
    static func draw(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        var x = Layout.modeRow.maxX
        let y = Layout.modeRow.y + 5
        let shown = Self.shown(state.settings, state.mode, canvas)
        for option in shown.reversed() {
            switch option.kind {
            case .choice(let choices) where Self.isColourMap(option):
                for choice in choices.reversed() {
                    x -= Self.swatchWidth
                    drawSwatch(
                        option, choice, in: Rect(x: x, y: y, width: Self.swatchWidth, height: 30), scene)
                    x -= 4
                }
            case .choice(let choices):
                for choice in choices.reversed() {
                    let width =
                        canvas.width(
                            of: option.title(ofChoice: choice), size: Theme.Size.small, weight: .bold) + 22
                    x -= width
                    scene.button(
                        "option.\(option.name).\(choice)", option.title(ofChoice: choice),
                        in: Rect(x: x, y: y, width: width, height: 30),
                        action: .setOption(option.name, choice),
                        isChosen: state.options.text(option) == choice,
                        size: Theme.Size.small, hint: hint(option, choice))
                    x -= 4
                }
            case .number(let range):
                let value = state.options.number(option)
                let number = Rect(x: x - 40, y: y, width: 40, height: 30)
                canvas.text(
                    Words(verbatim: Strings.value(value, in: range)), in: number, size: Theme.Size.small,
                    Theme.text, .right)
                x = number.x - 150
                drawSlider(option, range, value, in: Rect(x: x, y: y, width: 140, height: 30), scene)
                x -= 4
            case .integer, .grid, .folder: continue
            }
            let width = canvas.width(of: option.title, size: Theme.Size.small)
            x -= width + 4
            canvas.text(
                option.title, in: Rect(x: x, y: y, width: width + 4, height: 30),
                size: Theme.Size.small, Theme.secondaryText)
            x -= 28
        }
    }

    /// Those for which there is room; all of them are under Options, too.
    private static func shown(
        _ settings: [MethodOption], _ method: any ExplanationMethod, _ canvas: Canvas
    ) -> [MethodOption] {
        var room = Layout.modeRow.maxX - ModeRow.end(method, canvas) - 20
        let own = settings.filter { $0.role == .setting }
        let ordered =
            own.filter { $0.stage == .display } + own.filter { $0.stage == .computation && $0.isChoice }
        return ordered.filter { option in
            guard let width = width(of: option, canvas), width <= room else { return false }
            room -= width
            return true
        }
    }

    /// What an option takes in the row with its name; nil for one that has no place there.
    private static func width(of option: MethodOption, _ canvas: Canvas) -> Double? {
        let caption = canvas.width(of: option.title, size: Theme.Size.small) + 32
        return switch option.kind {
        case .choice(let choices) where isColourMap(option):
            caption + Double(choices.count) * (swatchWidth + 4)
        case .choice(let choices):
            choices.reduce(caption) {
                $0 + canvas.width(of: option.title(ofChoice: $1), size: Theme.Size.small, weight: .bold) + 26
            }
        case .number: caption + 194
        case .integer, .grid, .folder: nil
        }
    }

    private static let swatchWidth = 42.0

    private static func isColourMap(_ option: MethodOption) -> Bool {
        if case .choice(let choices) = option.kind {
            choices.allSatisfy { Colormap(rawValue: $0) != nil }
        } else {
            false
        }
    }

    /// A colour map shows itself.
    private static func drawSwatch(
        _ option: MethodOption, _ choice: String, in frame: Rect, _ scene: Scene
    ) {
        let canvas = scene.canvas
        let isChosen = scene.state.options.text(option) == choice
        let inside = frame.insetBy(4, 6)
        let colours = Colormap(rawValue: choice)?.colours ?? []
        let count = 16
        for step in 0..<count where !colours.isEmpty {
            let colour = colours[step * (colours.count - 1) / (count - 1)]
            let left = inside.x + inside.width * Double(step) / Double(count)
            canvas.fill(
                Rect(x: left, y: inside.y, width: inside.width / Double(count) + 0.5, height: inside.height),
                Colour(UInt32(colour.red) << 16 | UInt32(colour.green) << 8 | UInt32(colour.blue)))
        }
        if isChosen || scene.isHovered(frame) {
            canvas.outline(frame, isChosen ? Theme.accent : Theme.groupBorder, thickness: isChosen ? 3 : 1)
        }
        scene.add(
            Control(
                "option.\(option.name).\(choice)", frame, action: .setOption(option.name, choice),
                hint: .text("\(option.title(ofChoice: choice)): \(hint(option, choice))")))
    }

    private static func hint(_ option: MethodOption, _ choice: String) -> Words {
        if let map = Colormap(rawValue: choice) { return map.summary }
        if let normalisation = MapNormalisation(rawValue: choice) {
            return normalisation.summary
        }
        return option.summary
    }

    private static func drawSlider(
        _ option: MethodOption, _ range: ClosedRange<Double>, _ value: Double, in frame: Rect, _ scene: Scene
    ) {
        let track = Rect(x: frame.x + 8, y: frame.midY - 3, width: frame.width - 16, height: 6)
        let span = range.upperBound - range.lowerBound
        scene.slider(
            "option.\(option.name)", on: track, reach: track.insetBy(0, -12),
            at: (value - range.lowerBound) / span, step: 1.0 / 20, hint: .text(option.summary)
        ) { share in
            let value = range.lowerBound + share * span
            return .setOption(option.name, "\((value * 100).rounded() / 100)")
        }
    }
}

extension MethodOption {
    fileprivate var isChoice: Bool {
        if case .choice = kind { true } else { false }
    }
}
