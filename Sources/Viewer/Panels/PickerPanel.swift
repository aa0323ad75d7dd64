import Words

/// A searchable list over the result: what the lists of classes and layers share.
protocol PickerPanel: Panel, TextCard {
    var picker: Picker { get set }
    /// What the text field says while it is empty.
    static var placeholder: Words { get }
    /// The card that the list hangs in front of, and whether at its right end.
    static var anchor: Rect { get }
    static var isAtRight: Bool { get }
    /// Logical pixels for what stands beside each row's title.
    static var detailWidth: Double { get }

    /// What a row stands for.
    func action(for row: Picker.Row) -> Action
}

private enum PickerLayout {
    static let rowHeight = 31.0
    /// Rows for which there is room.
    static let room = 14
}

extension PickerPanel {
    static var question: FileQuestion? { nil }
    static var keys: [CardKey] { [] }
    static var wheelStep: Int? { 3 }
    static var place: PanelPlace { .view }
    static var hangsFromButton: Bool { false }
    static var texts: [Words] { [placeholder, Strings.nothingFound, Strings.found(14, of: 1000)] }

    static func isInUse(in state: ViewerState) -> Bool { false }

    mutating func type(_ text: String) { picker.type(text) }
    mutating func deleteBackwards() { picker.deleteBackwards() }
    mutating func step(by distance: Int) { picker.step(by: distance) }

    func take(_ row: Int?, in state: inout ViewerState) -> ViewerState.Consequence {
        let row = row ?? picker.highlighted
        guard picker.matches.indices.contains(row) else { return .redraw }
        state.card = nil
        return state.perform(action(for: picker.matches[row]))
    }

    func draw(in scene: Scene) {
        let canvas = scene.canvas
        scene.veil("picker.veil", action: .closeCard)
        let width = 560.0
        let card = Rect(
            x: Self.isAtRight ? Self.anchor.maxX - width : Self.anchor.x, y: Layout.diagram.y,
            width: width, height: Double(PickerLayout.room) * PickerLayout.rowHeight + 92)
        scene.popover("picker", card)
        let field = Rect(x: card.x + 14, y: card.y + 14, width: width - 28, height: 36)
        scene.textField(
            "picker.query", picker.query,
            placeholder: Self.placeholder, in: field)
        let visible = picker.visible(PickerLayout.room)
        for (position, index) in visible.enumerated() {
            let frame = Rect(
                x: card.x + 8, y: field.maxY + 8 + Double(position) * PickerLayout.rowHeight,
                width: width - 16,
                height: PickerLayout.rowHeight)
            draw(picker.matches[index], index, in: frame, scene)
        }
        if picker.matches.isEmpty {
            canvas.text(
                Strings.nothingFound,
                in: Rect(
                    x: card.x + 22, y: field.maxY + 12, width: width - 44, height: PickerLayout.rowHeight),
                Theme.secondaryText)
        }
        canvas.text(
            Strings.found(picker.matches.count, of: picker.rows.count),
            in: Rect(x: card.x + 22, y: card.maxY - 30, width: width - 44, height: 24),
            size: Theme.Size.small,
            Theme.secondaryText)
    }

    private func draw(
        _ row: Picker.Row, _ index: Int, in frame: Rect, _ scene: Scene
    ) {
        let canvas = scene.canvas
        let isHighlighted = index == picker.highlighted
        scene.row(frame, isChosen: isHighlighted)
        let detailWidth = Self.detailWidth
        canvas.text(
            row.title,
            in: Rect(
                x: frame.x + 14, y: frame.y, width: frame.width - detailWidth - 30, height: frame.height),
            weight: isHighlighted ? .bold : .regular, isHighlighted ? Theme.accent : Theme.text, cut: .middle)
        canvas.text(
            row.detail,
            in: Rect(x: frame.maxX - detailWidth - 10, y: frame.y, width: detailWidth, height: frame.height),
            size: Theme.Size.small, Theme.secondaryText, .right)
        scene.add(Control("picker.\(index)", frame, action: .take(index)))
    }
}

extension ViewerState {
    /// A row that is found by what it says in English and in the person's language.
    func pickerRow(_ title: Words, _ detail: Words, _ target: Int) -> Picker.Row {
        let texts = [title, detail]
        let names = texts.map(\.english) + texts.map { language($0) }
        return Picker.Row(title: title, detail: detail, names: names.joined(separator: " "), target: target)
    }
}
