import CSDL2

/// Which key does what: one table for the loop, the list that shows it and the tests.
enum KeyTable {
    /// All commands, in the order of their groups.
    static let commands: [Command] = {
        let all = Panels.all.map { $0.command } + Commands.all
        return Command.Group.allCases.flatMap { group in all.filter { $0.group == group } }
    }()

    /// In every list.
    static let inLists = [
        CardKey(keys: [Key(SDLK_DOWN)], action: .step(1)),
        CardKey(keys: [Key(SDLK_UP)], action: .step(-1)),
        CardKey(keys: [Key(SDLK_HOME)], action: .step(-1_000_000)),
        CardKey(keys: [Key(SDLK_END)], action: .step(1_000_000)),
        CardKey(keys: Key.enter, action: .take(nil)),
    ]

    /// In every list with a text field, in place of ``commands``: letters are typed.
    static let inTextFields = [
        CardKey(keys: [Key(SDLK_PAGEDOWN)], action: .step(12)),
        CardKey(keys: [Key(SDLK_PAGEUP)], action: .step(-12)),
        CardKey(keys: [Key(SDLK_BACKSPACE)], action: .deleteBackwards),
        CardKey(keys: [Key(SDLK_v, control: true)], action: .paste),
        CardKey(keys: [Key(SDLK_ESCAPE)], action: .closeCard),
    ]

    /// What a key does while a card is open, or none.
    static func action(for key: Key, in card: (any Card)? = nil) -> Action? {
        var own = card.map { Swift.type(of: $0).keys } ?? []
        if card is any ListCard { own += inLists }
        if card is any TextCard { own += inTextFields }
        if let found = own.first(where: { $0.keys.contains(key) }) { return found.action }
        return card is any TextCard
            ? nil : commands.first { $0.shortcut.keys.contains(key) }?.action
    }
}
