import Words

extension Scene {
    /// The card in the dock, whose margins are those of the window's other cards.
    ///
    /// - Returns: what is in it; nil where there is no dock.
    func dockCard(_ name: String) -> Rect? {
        guard let dock = canvas.dock else { return nil }
        let isBeside = dock.x > 0
        let frame =
            isBeside
            ? Rect(x: dock.x - 24, y: dock.y + 28, width: dock.width, height: dock.height - 56)
            : Rect(x: dock.x + 40, y: dock.y - 2, width: dock.width - 80, height: dock.height - 22)
        card(frame)
        add(Control(name, frame))
        return frame.insetBy(22, 16)
    }

    /// The cross that closes what is in the dock.
    func closeDock(_ name: String, in frame: Rect, action: Action, hint: Words) {
        let button = Rect(x: frame.maxX - 28, y: frame.y, width: 36, height: 36)
        let colour = isHovered(button) ? Theme.accent : Theme.secondaryText
        canvas.text("×", in: button, size: 24, colour, .centre)
        add(Control(name, button, action: action, hint: .text(hint)))
    }

    /// The size of letters in the dock: to be read from the last row of a class.
    var dockTextSize: Double { max(Theme.Size.title * 1.2, 20 / canvas.scale) }
}
