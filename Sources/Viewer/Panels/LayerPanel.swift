import CSDL2
import Words

/// Every layer of the network, from the input to the output.
struct LayerPanel: PickerPanel {
    static let name = "find"
    static let command = Command(
        toggle, "Find a layer", Shortcut("/", [Key(SDLK_SLASH), Key(SDLK_f, control: true)]), .search,
        caption: "Find", hint: "Find a layer by its name (/)")
    static let placeholder: Words = "Type a part of a layer's name or kind"
    static var anchor: Rect { Layout.diagramCard }
    static let isAtRight = false
    static let detailWidth = 250.0

    var picker: Picker

    init?(in state: ViewerState) {
        guard let graph = state.model?.graph else { return nil }
        let rows = graph.nodes.dropFirst().map { node in
            state.pickerRow(
                Words(verbatim: node.name), "\(node.summary)  \(node.shape)", node.id)
        }
        picker = Picker(rows: rows, at: state.layer?.id)
    }

    func action(for row: Picker.Row) -> Action { .chooseLayer(row.target) }
}
