import CSDL2
import Words

/// Every class of the network, the most probable first.
struct ClassPanel: PickerPanel {
    static let name = "classes"
    static let command = Command(
        toggle, "All classes, to search", Shortcut("C", Key(SDLK_c)), .search, caption: "All …",
        hint: "Every class of the network, to search (C)")
    static let placeholder: Words = "Type a part of a class's name"
    static let anchor = Layout.outputCard
    static let isAtRight = true
    static let detailWidth = 84.0

    var picker: Picker

    init?(in state: ViewerState) {
        guard let predictions = state.analysis?.predictions, !predictions.isEmpty else { return nil }
        let rows = predictions.map { prediction in
            state.pickerRow(
                Words(className: prediction.label),
                Words(verbatim: prediction.probability.asPercentage), prediction.index)
        }
        picker = Picker(rows: rows, at: state.classIndex)
    }

    func action(for row: Picker.Row) -> Action { .chooseClass(row.target) }
}
