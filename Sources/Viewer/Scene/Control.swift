import Explanations
import NeuralNetwork
import Words

/// A place in the window that answers the pointer: what was drawn is what can be clicked.
struct Control {
    /// What hovering shows.
    enum Hint {
        case layer(Int)
        case text(Words)
        case grid
        /// The enlarged map of a channel.
        case map(Int)
        case heat(Int)
        /// The value in a picture of a sheet, and what a press does.
        case sheet(PictureSheet.Panel, Words?)
    }

    /// What the keyboard does at a control that is more than a button.
    struct Keys {
        /// What an arrow does.
        var move: (Arrow) -> Action?
        /// What Enter and Space do.
        var press: Action?
    }

    /// For tests and the trace, for example `layer.block3_conv1`.
    let name: String
    let frame: Rect
    var action: Action?
    /// What a press with Shift does.
    var shiftedAction: Action?
    /// What a press does at a point of it, and the pointer that is then moved on.
    var drag: ((Point) -> Action?)?
    /// What files do that are dropped on it.
    var drop: (([String]) -> Action)?
    /// What the pointer does that moves over it.
    var follow: ((Point) -> Action?)?
    var hint: Hint?
    /// What a press does at a point of it, where that depends on the point.
    var pick: ((Point) -> Action?)?
    var keys: Keys?
    /// What a notch of the wheel does over it: 1 down, −1 up.
    var wheel: ((Int) -> Action?)?
    /// Whether a drag that begins on it moves the diagram under it; a press works when it ends.
    var pans = false
    /// Whether what lies under it is out of reach.
    var isVeil = false
    /// What a typed letter finds it by, in a card.
    var label: Words?
    /// Whether it stands for what is chosen: where arrows begin in a card.
    var isChosen = false

    /// The position of a tile of the result, of `result.3` for example.
    var tile: Int? { name.hasPrefix("result.") ? Int(name.dropFirst("result.".count)) : nil }

    init(
        _ name: String, _ frame: Rect, action: Action? = nil,
        drag: ((Point) -> Action?)? = nil, hint: Hint? = nil, isVeil: Bool = false, keys: Keys? = nil,
        label: Words? = nil, isChosen: Bool = false, pick: ((Point) -> Action?)? = nil
    ) {
        self.name = name
        self.frame = frame
        self.action = action
        self.drag = drag
        self.hint = hint
        self.isVeil = isVeil
        self.pick = pick
        self.keys = keys
        self.label = label
        self.isChosen = isChosen
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
        canvas.forgetCuts()
    }

    /// Pictures for which no thumbnail is there yet, in the order they were drawn in.
    private(set) var wantedThumbnails: [String] = []

    func add(_ control: Control) { controls.append(control) }

    /// Frames that look different under the pointer.
    private var hoverable: [Rect] = []
    /// Frames in which the pointer's very place decides what is drawn.
    private var followed: [Rect] = []

    /// Whether the pointer is in a frame, which therefore looks different.
    func isHovered(_ frame: Rect) -> Bool {
        hoverable.append(frame)
        return state.pointer.map(frame.contains) ?? false
    }

    /// The pointer, where it is in a frame in which its very place decides what is drawn.
    func pointer(in frame: Rect) -> Point? {
        followed.append(frame)
        return state.pointer.flatMap { frame.contains($0) ? $0 : nil }
    }

    /// The first of several such frames that the pointer is in, and the pointer.
    func pointer(inOneOf frames: [Rect]) -> (frame: Rect, pointer: Point)? {
        for frame in frames {
            if let pointer = pointer(in: frame) { return (frame, pointer) }
        }
        return nil
    }

    /// What of the pointer is to be seen in the window: while it stays equal, nothing has to be drawn anew.
    struct PointerTraces: Equatable {
        fileprivate var hovered: [Int] = []
        fileprivate var control: String?
        fileprivate var place: Point?
        fileprivate var cut: Int?
    }

    /// - Parameter pointer: nil outside the window.
    func traces(of pointer: Point?) -> PointerTraces {
        guard let pointer else { return PointerTraces() }
        let control = control(at: pointer)
        let isFollowed = control?.hint != nil || followed.contains { $0.contains(pointer) }
        return PointerTraces(
            hovered: hoverable.indices.filter { hoverable[$0].contains(pointer) }, control: control?.name,
            place: isFollowed ? pointer : nil,
            cut: canvas.cuts.lastIndex { $0.frame.contains(pointer) })
    }

    /// What the line under the pointer says where not all of it is to be seen.
    var cutLine: Canvas.CutLine? {
        state.pointer.flatMap { pointer in canvas.cuts.last { $0.frame.contains(pointer) } }
    }

    /// Those that keys can reach, in the order they were drawn in: only what is before the last veil.
    var reachable: [Control] {
        let start = controls.lastIndex { $0.isVeil }.map { $0 + 1 } ?? 0
        return controls[start...].filter { $0.action != nil || $0.keys != nil }
    }

    /// The topmost control under a point.
    func control(at point: Point) -> Control? { controls.last { $0.frame.contains(point) } }

    /// A button with a caption, and a small triangle where it opens a card.
    func button(
        _ name: String, _ caption: Words, in frame: Rect, action: Action, isChosen: Bool = false,
        isDimmed: Bool = false, opensCard: Bool = false, size: Double = Theme.Size.body, hint: Words? = nil
    ) {
        let isHovered = isHovered(frame)
        let fill =
            isChosen ? Theme.accent : isHovered && !isDimmed ? Theme.accentSurface : Theme.surface
        let border = isChosen ? Theme.accent : isHovered && !isDimmed ? Theme.accent : Theme.surfaceBorder
        canvas.fill(frame, isDimmed && !isChosen ? Theme.sunken : fill, radius: 7, border: border)
        let colour = isChosen ? Theme.onAccent : isDimmed ? Theme.secondaryText : Theme.text
        var room = frame.insetBy(6, 0)
        if opensCard {
            room.width -= 14
            let (x, y) = (frame.maxX - 18, frame.midY)
            canvas.polygon(
                [Point(x: x - 5, y: y - 2), Point(x: x + 5, y: y - 2), Point(x: x, y: y + 4)], colour)
        }
        canvas.text(
            caption, in: room, size: size, weight: isChosen ? .bold : .regular, colour, .centre)
        add(
            Control(
                name, frame, action: action, hint: hint.map { .text($0) }, label: caption, isChosen: isChosen)
        )
    }

    /// Everything behind a card that is open: a press there closes it.
    func veil(_ name: String, action: Action) {
        let everything = Rect(x: 0, y: 0, width: Layout.width, height: Layout.height)
        canvas.forgetCuts()
        add(Control(name, everything, action: action, isVeil: true))
    }

    /// A card over others; a press on it does nothing by itself.
    func popover(_ name: String, _ frame: Rect) {
        canvas.fill(frame.insetBy(-2, -2), Theme.groupBorder, radius: 12)
        card(frame)
        add(Control(name, frame))
    }

    /// The ground of a row in a list.
    func row(_ frame: Rect, isChosen: Bool) {
        if isChosen {
            canvas.fill(frame, Theme.accentSurface, radius: 7, border: Theme.accent)
        } else if isHovered(frame) {
            canvas.fill(frame, Theme.sunken, radius: 7, border: Theme.surfaceBorder)
        }
    }

    /// A line of text that is being typed, with its cursor.
    ///
    /// - Parameters:
    ///   - isActive: whether letters go there.
    ///   - action: what a press does.
    func textField(
        _ name: String, _ text: String, placeholder: Words, in frame: Rect, isActive: Bool = true,
        action: Action? = nil
    ) {
        canvas.fill(
            frame, Theme.sunken, radius: 7, border: isActive ? Theme.accent : Theme.surfaceBorder)
        let room = frame.insetBy(12, 0)
        if text.isEmpty {
            canvas.text(placeholder, in: room.insetBy(4, 0), Theme.secondaryText)
        }
        // A long text shows its end, where the cursor is.
        var shown = text
        while !shown.isEmpty,
            canvas.width(of: Words(verbatim: shown), size: Theme.Size.body) > room.width - 4
        {
            shown.removeFirst()
        }
        let width = shown.isEmpty ? 0 : canvas.text(Words(verbatim: shown), in: room)
        if isActive {
            canvas.fill(
                Rect(x: room.x + width + 1, y: frame.y + 8, width: 2, height: frame.height - 16), Theme.accent
            )
        }
        add(Control(name, frame, action: action))
    }

    /// A picture in small, as soon as it is there.
    func thumbnail(of path: String, in box: Rect) {
        guard let known = state.thumbnails[path] else {
            wantedThumbnails.append(path)
            canvas.fill(box, Theme.sunken)
            return
        }
        guard let picture = known else {
            canvas.fill(box, Theme.sunken)
            canvas.text("?", in: box, size: Theme.Size.title, Theme.secondaryText, .centre)
            return
        }
        let frame = box.fitting(width: Double(picture.width), height: Double(picture.height))
        canvas.picture(picture, named: Canvas.thumbnailPrefix + path, version: 0, in: frame)
    }

    /// A white card with a thin border.
    func card(_ frame: Rect) {
        canvas.fill(frame, Theme.surface, radius: 10, border: Theme.surfaceBorder)
    }
}
