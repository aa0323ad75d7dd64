import CSDL2
import Words

/// The lessons to choose from, with how far one has come in each.
struct LessonsPanel: Panel, ListCard {
    static let name = "lessons"
    static let question: FileQuestion? = .lessons
    static let keys: [CardKey] = []
    static let wheelStep: Int? = 1
    static let command = Command(
        toggle, "Lessons", Shortcut("?", [Key(SDLK_QUESTION), Key(SDLK_SLASH, shift: true)]), .window,
        caption: "Lessons", hint: "Lessons that show in this window how a network sees (?)")
    static let place = PanelPlace.view
    static let hangsFromButton = true
    static let texts: [Words] = [heading, foot, done, progress(1, of: 2), none]

    private static let heading: Words = "Lessons"
    private static let foot: Words =
        "↑ ↓ choose a lesson, Enter begins it. A lesson of your own: drop its file on the window."
    private static let done: Words = "done"
    private static let none: Words = "There are no lessons."

    private static func progress(_ step: Int, of count: Int) -> Words { "\(step) of \(count)" }

    private static let rowHeight = 44.0
    private static let room = 18

    init?(in state: ViewerState) {}

    static func isInUse(in state: ViewerState) -> Bool { isOpen(in: state) || state.lessonRun != nil }

    /// Left of the messages.
    static func buttonFrame(_ canvas: Canvas) -> Rect {
        let next = MessagesPanel.buttonFrame(canvas)
        let width = canvas.width(of: command.caption ?? "", size: Theme.Size.small, weight: .bold) + 42
        return Rect(x: next.x - 8 - width, y: next.y, width: width, height: next.height)
    }

    /// How far from the next lesson a person went.
    private var moves = 0
    private static let mostMoves = 1000

    mutating func step(by distance: Int) {
        moves = min(max(moves + distance, -Self.mostMoves), Self.mostMoves)
    }

    private func highlighted(in state: ViewerState) -> Int {
        let next =
            state.lessons.firstIndex { (state.preferences.lessons[$0.name] ?? 0) < $0.steps.count } ?? 0
        return min(max(next + moves, 0), max(state.lessons.count - 1, 0))
    }

    func take(_ row: Int?, in state: inout ViewerState) -> ViewerState.Consequence {
        let row = row ?? highlighted(in: state)
        guard state.lessons.indices.contains(row) else { return .redraw }
        state.card = nil
        state.begin(state.lessons[row])
        return .request
    }

    func draw(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        scene.veil("lessons.veil", action: .closeCard)
        let count = min(max(state.lessons.count, 1), Self.room)
        let card = Layout.middle(width: 1240, height: Double(count) * Self.rowHeight + 122)
        let width = card.width
        scene.popover("lessons.card", card)
        canvas.text(
            Self.heading, in: Rect(x: card.x + 30, y: card.y + 14, width: 400, height: 40),
            size: Theme.Size.card,
            weight: .bold)
        canvas.text(
            state.lessons.isEmpty ? Self.none : Self.foot,
            in: Rect(x: card.x + 30, y: card.maxY - 44, width: width - 60, height: 30),
            size: Theme.Size.small,
            Theme.secondaryText)
        let highlighted = highlighted(in: state)
        let start = min(max(highlighted - Self.room / 2, 0), max(state.lessons.count - Self.room, 0))
        for (position, index) in (start..<min(start + Self.room, state.lessons.count)).enumerated() {
            let frame = Rect(
                x: card.x + 14, y: card.y + 62 + Double(position) * Self.rowHeight, width: width - 28,
                height: Self.rowHeight)
            draw(index, isHighlighted: index == highlighted, in: frame, scene)
        }
    }

    private func draw(_ index: Int, isHighlighted: Bool, in frame: Rect, _ scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        let lesson = state.lessons[index]
        scene.row(frame, isChosen: isHighlighted)
        let reached = min(state.preferences.lessons[lesson.name] ?? 0, lesson.steps.count)
        let isDone = reached == lesson.steps.count
        if isDone { canvas.checkMark(Point(x: frame.x + 24, y: frame.midY), radius: 11) }
        canvas.text(
            lesson.title.words(in: state.language),
            in: Rect(x: frame.x + 48, y: frame.y, width: 410, height: frame.height), size: Theme.Size.heading,
            weight: .bold, isHighlighted ? Theme.accent : Theme.text)
        canvas.text(
            lesson.summary.words(in: state.language),
            in: Rect(x: frame.x + 470, y: frame.y, width: frame.width - 470 - 100, height: frame.height),
            size: Theme.Size.body, Theme.secondaryText)
        let progress: Words =
            isDone ? Self.done : reached > 0 ? Self.progress(reached, of: lesson.steps.count) : ""
        canvas.text(
            progress, in: Rect(x: frame.maxX - 96, y: frame.y, width: 84, height: frame.height),
            size: Theme.Size.body, weight: .bold, Theme.secondaryText, .right)
        scene.add(
            Control(
                "lessons.\(lesson.name)", frame, action: .take(index),
                label: lesson.title.words(in: state.language), isChosen: isHighlighted))
    }
}
