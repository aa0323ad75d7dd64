/// What can be saved and copied.
enum ExportView {
    private static let rowHeight = 38.0

    static func draw(in scene: Scene) {
        guard scene.state.popover == .export else { return }
        let canvas = scene.canvas
        scene.veil("export.veil", action: .closePopover)
        let width = 780.0
        let card = Rect(
            x: Layout.question.maxX - width, y: Layout.question.maxY + 4, width: width,
            height: Double(Export.allCases.count) * rowHeight + 20)
        scene.popover("export.card", card)
        for (index, export) in Export.allCases.enumerated() {
            let frame = Rect(
                x: card.x + 8, y: card.y + 10 + Double(index) * rowHeight, width: width - 16,
                height: rowHeight)
            scene.row(frame, isChosen: false)
            let words = Strings.words(of: export)
            canvas.text(
                words.title, in: Rect(x: frame.x + 14, y: frame.y, width: 200, height: frame.height),
                weight: .bold)
            canvas.text(
                words.description,
                in: Rect(x: frame.x + 220, y: frame.y, width: frame.width - 234, height: frame.height),
                size: Theme.Size.small, Theme.secondaryText)
            scene.add(Control("export.\(export)", frame, action: .export(export)))
        }
    }
}
