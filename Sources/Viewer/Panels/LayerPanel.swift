import CSDL2
import Words

/// Every layer of the network, from the input to the output.
struct LayerPanel: PickerPanel {
    static let name = "find"
    static let command = Command(
        toggle, "Find a layer", Shortcut("/", [Key(SDLK_SLASH), Key(SDLK_f, control: true)]), .search,
        caption: "Find", hint: "Find a layer by its name (/)")
    static let placeholder: Words = "Name, kind or shape, such as conv 56×56; Enter goes on"
    static var anchor: Rect { Layout.diagramCard }
    static let isAtRight = false
    static let detailWidth = 250.0

    var picker: Picker
    /// Whether Enter chose the highlighted row already, so that it goes on to the next.
    private var isVisited = false

    init?(in state: ViewerState) {
        guard let graph = state.model?.graph else { return nil }
        let rows = graph.nodes.dropFirst().map { node in
            let row = state.pickerRow(
                Words(verbatim: node.name), "\(node.summary)  \(node.shape)", node.id)
            // A shape is typed with the letter, too.
            let typed = row.names.replacing("×", with: "x")
            return Picker.Row(
                title: row.title, detail: row.detail, names: row.names + " " + typed, target: row.target)
        }
        picker = Picker(rows: rows, at: state.layer?.id)
    }

    func action(for row: Picker.Row) -> Action { .chooseLayer(row.target) }

    mutating func type(_ text: String) {
        picker.type(text)
        isVisited = false
    }

    /// A press chooses a row and closes the list; Enter goes through the hits one by one, as long as there are several.
    func take(_ row: Int?, in state: inout ViewerState) -> ViewerState.Consequence {
        let hits = picker.matches
        var chosen = row ?? picker.highlighted
        var list = self
        if row == nil, isVisited {
            list.picker.go(to: (chosen + 1) % max(hits.count, 1))
            chosen = list.picker.highlighted
        }
        guard hits.indices.contains(chosen) else { return .redraw }
        list.isVisited = true
        let goesOn = row == nil && !picker.query.isEmpty && hits.count > 1
        state.card = nil
        let consequence = state.perform(action(for: hits[chosen]))
        if goesOn { state.card = list }
        return consequence
    }
}
