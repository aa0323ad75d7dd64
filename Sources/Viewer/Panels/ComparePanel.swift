import Explanations
import Words

/// What to show beside each other.
enum CompareView {
    private static let rowHeight = 40.0

    static func draw(in scene: Scene) {
        guard scene.state.popover == .compare else { return }
        let (canvas, state) = (scene.canvas, scene.state)
        scene.veil("compare.veil", action: .closePopover)
        let subjects = Comparison.Subject.allCases
        let methods = ExplanationMethods.all.filter(\.needsClass)
        let isChoosing = state.comparison?.subject == .methods
        let width = 760.0
        let chips = isChoosing ? chipRows(methods, width: width - 44, canvas) : []
        let card = Rect(
            x: Layout.question.maxX - width, y: Layout.question.maxY + 4, width: width,
            height: Double(subjects.count + 1) * rowHeight + 20 + Double(chips.count) * 38)
        scene.popover("compare.card", card)
        var y = card.y + 10
        func row(_ name: String, _ words: (title: Words, description: Words), _ comparison: Comparison?) {
            let frame = Rect(x: card.x + 8, y: y, width: width - 16, height: rowHeight)
            let isChosen = state.comparison?.subject == comparison?.subject
            scene.row(frame, isChosen: isChosen)
            canvas.text(
                words.title, in: Rect(x: frame.x + 14, y: y, width: 180, height: rowHeight), weight: .bold,
                isChosen ? Theme.accent : Theme.text)
            canvas.text(
                words.description,
                in: Rect(x: frame.x + 200, y: y, width: frame.width - 214, height: rowHeight),
                size: Theme.Size.small, Theme.secondaryText)
            scene.add(Control("compare.\(name)", frame, action: .compare(comparison)))
            y += rowHeight
        }
        row("off", (Strings.noComparison, Strings.noComparisonDescription), nil)
        for subject in subjects { row(subject.rawValue, Strings.words(of: subject), Comparison(subject)) }
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

    private static func chipRows(
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
