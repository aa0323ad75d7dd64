import Words

/// The list of languages above the button that opens it, each under the name that it calls itself.
enum LanguageMenuView {
    private static let rowHeight = 36.0
    private static let width = 200.0

    static func draw(in scene: Scene) {
        guard case .languages(let menu)? = scene.state.popover else { return }
        scene.veil("languages.veil", action: .closePopover)
        // The button is drawn before the card.
        let button = scene.controls.last { $0.name == "language" }?.frame ?? Layout.status
        let height = Double(menu.languages.count) * rowHeight + 16
        let card = Rect(x: button.maxX - width, y: button.y - height - 6, width: width, height: height)
        scene.popover("languages", card)
        for (index, language) in menu.languages.enumerated() {
            let frame = Rect(
                x: card.x + 8, y: card.y + 8 + Double(index) * rowHeight, width: width - 16,
                height: rowHeight)
            let isHighlighted = index == menu.highlighted
            let isCurrent = language.code == scene.state.language.code
            scene.row(frame, isChosen: isHighlighted)
            if isCurrent {
                scene.canvas.disc(Point(x: frame.x + 14, y: frame.midY), radius: 4, Theme.accent)
            }
            scene.canvas.text(
                Words(verbatim: language.title),
                in: Rect(x: frame.x + 28, y: frame.y, width: frame.width - 36, height: rowHeight),
                weight: isCurrent ? .bold : .regular, isHighlighted ? Theme.accent : Theme.text)
            scene.add(Control("language.\(language.code)", frame, action: .chooseLanguage(index)))
        }
    }
}
