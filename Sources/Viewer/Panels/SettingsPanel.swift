import CSDL2
import ModelFormats
import Words

/// What a person says of the network: the names of its classes, how photos become its input, its size and its output. What is
/// said is tried at once, so that the predictions beside the card follow.
extension NetworkSettings: Panel, TextCard {
    static let name = "settings"
    static let question: FileQuestion? = nil
    static let keys: [CardKey] = []
    static let wheelStep: Int? = nil
    static let command = Command(
        toggle, "Network settings: labels, preprocessing, size", Shortcut("W", Key(SDLK_w)), .network,
        caption: "Settings", hint: "Labels, preprocessing, size and output of the network (W)")
    static let place = PanelPlace.view
    static let hangsFromButton = false
    static let texts: [Words] =
        [heading, foot, apply, remember, rememberHint, startOver]
        + Field.allCases.flatMap { [words(of: $0).title, words(of: $0).explanation] }
        + examples

    private static let heading: Words = "Network settings"
    private static let foot: Words =
        "↑ ↓ choose a line, Enter applies. An empty line leaves it to the program."
    private static let apply: Words = "Apply"
    private static let remember: Words = "Remember"
    private static let rememberHint: Words = "Keeps what is said in a small file beside the network's."
    private static let startOver: Words = "Start over"

    private static func words(of field: Field) -> (title: Words, explanation: Words) {
        switch field {
        case .labels: ("Labels", "A text or JSON file with the names of the classes; it can be dropped here.")
        case .preprocessing:
            (
                "Preprocessing",
                "How colours become the input: one of these, or mean=…:std=…, with :bgr for blue first."
            )
        case .size:
            (
                "Size",
                "Rows, or rows×columns, of the input; or that of each photo, where the network takes any."
            )
        case .fit:
            (
                "Fit",
                "The middle square of a photo, the photo stretched, or whole with bars around or at the end."
            )
        case .inputs:
            (
                "Inputs",
                "What inputs besides the photo's get: NAME=FILE or NAME=NUMBER, with ; between several. The others get 0."
            )
        case .output: ("Output", "The name of the output that is explained, where there are several.")
        case .layers:
            (
                "Layers",
                "Of bare weights of one's own: the layers in their order, such as conv relu pool linear."
            )
        }
    }

    init?(in state: ViewerState) {
        self.init(of: state.refusedModel ?? state.modelChoice)
        if state.refusedModel != nil { field = .layers }
    }

    static func isInUse(in state: ViewerState) -> Bool { isOpen(in: state) }

    mutating func type(_ text: String) { set(field, self.text(field) + text) }

    mutating func deleteBackwards() { set(field, String(text(field).dropLast())) }

    mutating func step(by distance: Int) {
        let last = Field.allCases.count - 1
        field = Field(rawValue: min(max(field.rawValue + min(max(distance, -last), last), 0), last)) ?? field
    }

    /// A row puts the keyboard there; none applies what is said.
    func take(_ row: Int?, in state: inout ViewerState) -> ViewerState.Consequence {
        guard let row else { return state.editSettings { _ in } }
        var settings = self
        settings.field = Field(rawValue: row) ?? field
        state.card = settings
        return .redraw
    }

    /// What a field takes that is chosen rather than written.
    private static func choices(of field: Field) -> [String] {
        switch field {
        case .preprocessing: Preprocessing.Scaling.allCases.map(\.rawValue)
        case .fit: Preprocessing.Fit.allCases.map(\.rawValue)
        case .size: [photoSize]
        default: []
        }
    }

    private static let rowHeight = 66.0
    private static let margin = 26.0

    func draw(in scene: Scene) {
        let canvas = scene.canvas
        scene.veil("settings.veil", action: .closeCard)
        let fields = Field.allCases
        let width = Layout.diagramCard.width
        let card = Rect(
            x: Layout.diagramCard.x, y: Layout.diagramCard.maxY + 8, width: width,
            height: Double(fields.count) * Self.rowHeight + 128)
        scene.popover("settings.card", card)
        canvas.text(
            Self.heading, in: Rect(x: card.x + Self.margin, y: card.y + 12, width: 300, height: 36),
            size: Theme.Size.title, weight: .bold)
        canvas.text(
            Words(verbatim: choice.name),
            in: Rect(x: card.x + 330, y: card.y + 12, width: width - 330 - Self.margin, height: 36),
            size: Theme.Size.small, Theme.secondaryText, .right)
        for (index, field) in fields.enumerated() {
            let y = card.y + 56 + Double(index) * Self.rowHeight
            drawRow(
                field, in: Rect(x: card.x + Self.margin, y: y, width: width - 2 * Self.margin, height: 62),
                scene)
        }
        drawFoot(in: card, scene)
    }

    private func drawRow(_ field: Field, in row: Rect, _ scene: Scene) {
        let canvas = scene.canvas
        let words = Self.words(of: field)
        let isActive = field == self.field
        canvas.text(
            words.title, in: Rect(x: row.x, y: row.y, width: 150, height: 34), weight: .bold,
            isActive ? Theme.accent : Theme.text)
        var right = row.maxX
        let choices = Self.choices(of: field)
        if !choices.isEmpty {
            for choice in choices.reversed() {
                let name = Words(verbatim: choice)
                let width = canvas.width(of: name, size: Theme.Size.small, weight: .bold) + 24
                right -= width
                scene.button(
                    "settings.\(field).\(choice)", name,
                    in: Rect(x: right, y: row.y + 2, width: width, height: 30),
                    action: .describe(field, choice), isChosen: text(field) == choice, size: Theme.Size.small)
                right -= 4
            }
            right -= 6
        }
        let box = Rect(x: row.x + 160, y: row.y, width: right - row.x - 160, height: 34)
        scene.textField(
            "settings.\(field)", text(field), placeholder: placeholder(field, scene.state), in: box,
            isActive: isActive,
            action: .take(field.rawValue))
        let problem = problem.flatMap { $0.field == field ? $0.words : nil }
        canvas.text(
            problem ?? words.explanation,
            in: Rect(x: box.x + 12, y: box.maxY + 2, width: row.maxX - box.x - 12, height: 24),
            size: Theme.Size.small, problem == nil ? Theme.secondaryText : Theme.warning)
    }

    /// What holds where nothing is said.
    private func placeholder(_ field: Field, _ state: ViewerState) -> Words {
        guard let model = state.model, model.name == choice.name else { return "…" }
        let shape = model.graph.inputShape
        return switch field {
        case .preprocessing: Words(verbatim: model.preprocessing.scaling.rawValue)
        case .size where shape.rank == 3:
            Words(verbatim: InputSize(rows: shape[1], columns: shape[2]).description)
        default: "…"
        }
    }

    private func drawFoot(in card: Rect, _ scene: Scene) {
        let canvas = scene.canvas
        let y = card.maxY - 54
        canvas.text(
            Self.foot, in: Rect(x: card.x + Self.margin, y: y, width: 560, height: 36),
            size: Theme.Size.small,
            Theme.secondaryText)
        var right = card.maxX - Self.margin
        let buttons: [(String, Words, Action, Words?)] = [
            ("apply", Self.apply, .take(nil), nil),
            ("remember", Self.remember, .rememberSettings, Self.rememberHint),
            ("clear", Self.startOver, .clearSettings, nil),
        ]
        for (name, caption, action, hint) in buttons where name != "remember" || choice.isFile {
            let width = canvas.width(of: caption, size: Theme.Size.body, weight: .bold) + 36
            right -= width
            scene.button(
                "settings.\(name)", caption, in: Rect(x: right, y: y, width: width, height: 36),
                action: action,
                isChosen: name == "apply", hint: hint)
            right -= 8
        }
    }
}
