import CSDL2
import Explanations
import Words

/// What to show beside each other.
struct ComparePanel: Panel {
    static let name = "compare"
    static let question: FileQuestion? = nil
    static let keys: [CardKey] = []
    static let wheelStep: Int? = nil
    static let command = Command(
        toggle, "Compare side by side", Shortcut("V", Key(SDLK_v)), .answer, caption: "Compare",
        hint: "Several answers beside each other (V)")
    static let place = PanelPlace.answer
    static let hangsFromButton = true
    static let texts =
        [nothing.title, nothing.description]
        + Comparison.Subject.allCases.flatMap { [words(of: $0).title, words(of: $0).description] }

    private static let nothing: (title: Words, description: Words) = (
        "One answer", "The chosen method alone."
    )

    private static func words(of subject: Comparison.Subject) -> (title: Words, description: Words) {
        switch subject {
        case .methods: ("Methods", "Several methods for two classes, at this layer.")
        case .classes: ("Classes", "This method for the five most probable classes.")
        case .photos: ("Photos", "This method for this photo and the next ones.")
        case .networks: ("Networks", "This method in the networks that were open last.")
        case .region:
            ("Rectangle", "This method without the rectangle that was drawn on the photo, and with it alone.")
        }
    }

    init?(in state: ViewerState) {}

    static func isInUse(in state: ViewerState) -> Bool { isOpen(in: state) || state.comparison != nil }

    private static let rowHeight = 40.0

    func draw(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        scene.veil("compare.veil", action: .closeCard)
        // A rectangle is drawn on the photo, not chosen here.
        let subjects = Comparison.Subject.allCases.filter {
            $0 != .region || state.comparison?.region != nil
        }
        let methods = ExplanationMethods.all.filter(\.needsClass)
        let isChoosing = state.comparison?.subject == .methods
        let width = 760.0
        let chips = isChoosing ? chipRows(methods, width: width - 44, canvas) : []
        let card = Rect(
            x: Layout.question.maxX - width, y: Layout.question.maxY + 4, width: width,
            height: Double(subjects.count + 1) * Self.rowHeight + 20 + Double(chips.count) * 38)
        scene.popover("compare.card", card)
        var y = card.y + 10
        func row(_ name: String, _ words: (title: Words, description: Words), _ comparison: Comparison?) {
            let frame = Rect(x: card.x + 8, y: y, width: width - 16, height: Self.rowHeight)
            let isChosen = state.comparison?.subject == comparison?.subject
            scene.row(frame, isChosen: isChosen)
            canvas.text(
                words.title, in: Rect(x: frame.x + 14, y: y, width: 180, height: Self.rowHeight),
                weight: .bold,
                isChosen ? Theme.accent : Theme.text)
            canvas.text(
                words.description,
                in: Rect(x: frame.x + 200, y: y, width: frame.width - 214, height: Self.rowHeight),
                size: Theme.Size.small, Theme.secondaryText)
            scene.add(
                Control(
                    "compare.\(name)", frame, action: .compare(comparison), label: words.title,
                    isChosen: isChosen))
            y += Self.rowHeight
        }
        row("off", Self.nothing, nil)
        for subject in subjects {
            let comparison = subject == .region ? state.comparison : Comparison(subject)
            row(subject.rawValue, Self.words(of: subject), comparison)
        }
        for chipRow in chips {
            var x = card.x + 22
            for (method, width) in chipRow {
                scene.button(
                    "compare.method.\(method.name)", method.title,
                    in: Rect(x: x, y: y + 4, width: width, height: 30),
                    action: .toggleComparedMethod(method.name),
                    isChosen: state.comparison?.methods.contains(method.name) ?? false,
                    size: Theme.Size.small,
                    hint: method.summary)
                x += width + 6
            }
            y += 38
        }
    }

    private func chipRows(
        _ methods: [any ExplanationMethod], width: Double, _ canvas: Canvas
    ) -> [[(any ExplanationMethod, Double)]] {
        var rows: [[(any ExplanationMethod, Double)]] = [[]]
        var x = 0.0
        for method in methods {
            let chip =
                canvas.width(of: method.title, size: Theme.Size.small, weight: .bold) + 24
            if x + chip > width, !rows[rows.count - 1].isEmpty {
                rows.append([])
                x = 0
            }
            rows[rows.count - 1].append((method, chip))
            x += chip + 6
        }
        return rows
    }
}
