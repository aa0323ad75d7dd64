import Words

extension Scene {
    /// The button that opens a panel.
    ///
    /// - Parameters:
    ///   - caption: in place of the panel's own.
    ///   - opensCard: whether a small triangle says that a card hangs from it.
    func button(
        for panel: any Panel.Type, _ caption: Words? = nil, in frame: Rect, isChosen: Bool = false,
        opensCard: Bool = false, size: Double = Theme.Size.body
    ) {
        let command = panel.command
        button(
            panel.name, caption ?? command.caption ?? "", in: frame, action: command.action,
            isChosen: isChosen || panel.isInUse(in: state), opensCard: opensCard, size: size,
            hint: command.hint)
    }

    /// The button of a command.
    func button(
        _ name: String, for command: Command, in frame: Rect, isDimmed: Bool = false,
        size: Double = Theme.Size.body
    ) {
        button(
            name, command.caption ?? "", in: frame, action: command.action, isDimmed: isDimmed, size: size,
            hint: command.hint)
    }
}
