import Explanations
import NeuralNetwork

/// A place in the window that answers the pointer: what was drawn is what can be clicked.
struct Control {
    /// What hovering shows.
    enum Hint {
        case layer(Int)
        case text(String)
        case grid
        case heat(Int)
    }

    /// For tests and the trace, for example `layer.block3_conv1`.
    let name: String
    let frame: Rect
    var action: Action?
    /// Where along it a press or drag sets a value: an option's name and its range.
    var slider: (option: String, range: ClosedRange<Double>)?
    var hint: Hint?

    init(
        _ name: String, _ frame: Rect, action: Action? = nil,
        slider: (option: String, range: ClosedRange<Double>)? = nil, hint: Hint? = nil
    ) {
        self.name = name
        self.frame = frame
        self.action = action
        self.slider = slider
        self.hint = hint
    }
}

/// What views draw with, and where they say what can be clicked.
final class Scene {
    let canvas: Canvas
    let state: ViewerState
    private(set) var controls: [Control] = []

    init(canvas: Canvas, state: ViewerState) {
        self.canvas = canvas
        self.state = state
    }

    func add(_ control: Control) { controls.append(control) }

    func isHovered(_ frame: Rect) -> Bool { state.pointer.map(frame.contains) ?? false }

    /// The topmost control under a point.
    func control(at point: Point) -> Control? { controls.last { $0.frame.contains(point) } }

    /// A button with a caption.
    func button(
        _ name: String, _ caption: String, in frame: Rect, action: Action, isChosen: Bool = false,
        isDimmed: Bool = false, size: Double = Theme.Size.body, hint: String? = nil
    ) {
        let isHovered = isHovered(frame)
        let fill =
            isChosen ? Theme.accent : isHovered && !isDimmed ? Theme.accentSurface : Theme.surface
        let border = isChosen ? Theme.accent : isHovered && !isDimmed ? Theme.accent : Theme.surfaceBorder
        canvas.fill(frame, isDimmed && !isChosen ? Theme.sunken : fill, radius: 7, border: border)
        let colour = isChosen ? Theme.onAccent : isDimmed ? Theme.secondaryText : Theme.text
        canvas.text(
            caption, in: frame.insetBy(6, 0), size: size, weight: isChosen ? .bold : .regular, colour, .centre
        )
        add(Control(name, frame, action: action, hint: hint.map { .text($0) }))
    }

    /// A white card with a thin border.
    func card(_ frame: Rect) {
        canvas.fill(frame, Theme.surface, radius: 10, border: Theme.surfaceBorder)
    }
}
