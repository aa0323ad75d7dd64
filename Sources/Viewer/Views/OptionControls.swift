import Explanations
import Imaging

/// The mode's display options, made of its ``MethodOption`` data: chips for choices, a slider for a number.
enum OptionControls {
    /// Options that other parts of the window take the place of.
    private static let elsewhere: Set<String> = ["page", "grid", "view"]

    static func draw(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        var x = Layout.modeRow.maxX
        let y = Layout.modeRow.y + 5
        let shown = state.mode.options.filter { $0.stage == .display && !elsewhere.contains($0.name) }
        for option in shown.reversed() {
            switch option.kind {
            case .choice(let choices, _):
                for choice in choices.reversed() {
                    let width = canvas.width(of: choice, size: Theme.Size.small, weight: .bold) + 22
                    x -= width
                    scene.button(
                        "option.\(option.name).\(choice)", choice,
                        in: Rect(x: x, y: y, width: width, height: 30),
                        action: .setOption(option.name, choice),
                        isChosen: state.options.text(option) == choice,
                        size: Theme.Size.small, hint: hint(option, choice))
                    x -= 4
                }
            case .number(let range, _):
                let value = state.options.number(option)
                let number = Rect(x: x - 40, y: y, width: 40, height: 30)
                canvas.text(
                    Strings.value(value, in: range), in: number, size: Theme.Size.small, Theme.text, .right)
                x = number.x - 150
                drawSlider(option, range, value, in: Rect(x: x, y: y, width: 140, height: 30), scene)
                x -= 4
            case .integer, .size, .folder: continue
            }
            let width = canvas.width(of: option.name, size: Theme.Size.small)
            x -= width + 4
            canvas.text(
                option.name, in: Rect(x: x, y: y, width: width + 4, height: 30), size: Theme.Size.small,
                Theme.secondaryText)
            x -= 28
        }
    }

    private static func hint(_ option: MethodOption, _ choice: String) -> String {
        Colormap(rawValue: choice)?.summary ?? MapNormalisation(rawValue: choice)?.summary ?? option.summary
    }

    private static func drawSlider(
        _ option: MethodOption, _ range: ClosedRange<Double>, _ value: Double, in frame: Rect, _ scene: Scene
    ) {
        let canvas = scene.canvas
        let track = Rect(x: frame.x + 8, y: frame.midY - 3, width: frame.width - 16, height: 6)
        let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
        canvas.fill(track, Theme.track, radius: 3)
        var filled = track
        filled.width = track.width * share
        canvas.fill(filled, Theme.accent, radius: 3)
        canvas.disc(Point(x: track.x + track.width * share, y: track.midY), radius: 9, Theme.accent)
        canvas.disc(Point(x: track.x + track.width * share, y: track.midY), radius: 6, Theme.surface)
        scene.add(
            Control(
                "option.\(option.name)", track.insetBy(0, -12), slider: (option.name, range),
                hint: .text(option.summary)))
    }
}
