/// A searchable list over the result.
enum PickerView {
    private static let rowHeight = 31.0
    private static let room = 14

    static func draw(in scene: Scene) {
        guard case .picker(let picker)? = scene.state.popover else { return }
        let canvas = scene.canvas
        scene.veil("picker.veil", action: .closePopover)
        let width = 560.0
        let anchor = picker.subject == .classes ? Layout.outputCard : Layout.diagramCard
        let card = Rect(
            x: picker.subject == .classes ? anchor.maxX - width : anchor.x, y: Layout.diagram.y,
            width: width, height: Double(room) * rowHeight + 92)
        scene.popover("picker", card)
        let field = Rect(x: card.x + 14, y: card.y + 14, width: width - 28, height: 36)
        scene.textField(
            "picker.query", picker.query,
            placeholder: picker.subject == .classes ? Strings.findClass : Strings.findLayer, in: field)
        let visible = picker.visible(room)
        for (position, index) in visible.enumerated() {
            let frame = Rect(
                x: card.x + 8, y: field.maxY + 8 + Double(position) * rowHeight, width: width - 16,
                height: rowHeight)
            draw(picker.matches[index], index, in: frame, picker, scene)
        }
        if picker.matches.isEmpty {
            canvas.text(
                Strings.nothingFound,
                in: Rect(x: card.x + 22, y: field.maxY + 12, width: width - 44, height: rowHeight),
                Theme.secondaryText)
        }
        canvas.text(
            Strings.found(picker.matches.count, of: picker.rows.count),
            in: Rect(x: card.x + 22, y: card.maxY - 30, width: width - 44, height: 24),
            size: Theme.Size.small,
            Theme.secondaryText)
    }

    private static func draw(
        _ row: Picker.Row, _ index: Int, in frame: Rect, _ picker: Picker, _ scene: Scene
    ) {
        let canvas = scene.canvas
        let isHighlighted = index == picker.highlighted
        scene.row(frame, isChosen: isHighlighted)
        let detailWidth = picker.subject == .classes ? 84.0 : 250
        canvas.text(
            row.title,
            in: Rect(
                x: frame.x + 14, y: frame.y, width: frame.width - detailWidth - 30, height: frame.height),
            weight: isHighlighted ? .bold : .regular, isHighlighted ? Theme.accent : Theme.text)
        canvas.text(
            row.detail,
            in: Rect(x: frame.maxX - detailWidth - 10, y: frame.y, width: detailWidth, height: frame.height),
            size: Theme.Size.small, Theme.secondaryText, .right)
        scene.add(Control("picker.\(index)", frame, action: .choosePicked(index)))
    }
}
