import CSDL2
import Explanations
import Words

/// Every class of the network, the most probable first, and whatever else can be explained for who types it.
struct ClassPanel: PickerPanel {
    static let name = "classes"
    static let command = Command(
        toggle, "All classes, to search", Shortcut("C", Key(SDLK_c)), .search, caption: "All …",
        hint: "Every class of the network, to search (C)")
    static let placeholder: Words =
        "A class, or what else to explain: #1 versus #2, sum, value 3 of an output"
    static var anchor: Rect { Layout.outputCard }
    static let isAtRight = true
    static let detailWidth = 84.0

    var picker: Picker

    init?(in state: ViewerState) {
        guard let predictions = state.analysis?.predictions else { return nil }
        let rows = predictions.map { prediction in
            state.pickerRow(
                Words(className: prediction.label),
                Words(verbatim: prediction.probability.asPercentage), prediction.index)
        }
        picker = Picker(rows: rows, at: state.classIndex)
    }

    /// A text that is a target's is offered first.
    mutating func type(_ text: String) {
        picker.type(text)
        offerTarget()
    }

    mutating func deleteBackwards() {
        picker.deleteBackwards()
        offerTarget()
    }

    private static let targetRow = -1

    private mutating func offerTarget() {
        guard (try? Targets.named(picker.query)) != nil else { return picker.offer(nil) }
        picker.offer(
            Picker.Row(
                title: Strings.explain(picker.query), detail: "", names: picker.query, target: Self.targetRow)
        )
    }

    func action(for row: Picker.Row) -> Action {
        row.target == Self.targetRow ? .explain(row.names) : .chooseClass(row.target)
    }
}
