import Words

/// Something a person can do, under the name that the window gives it: keys, buttons and the list of keys read it.
struct Command: Sendable {
    /// What belongs together in the list of keys, in its order there.
    enum Group: Int, CaseIterable, Sendable {
        case methods, moving, settings, pages, network, files, search, answer, history, saving, window
    }

    let action: Action
    /// What it does, one line, for the list of keys.
    let title: Words
    let shortcut: Shortcut
    let group: Group
    /// On its button; nil for what has none.
    let caption: Words?
    /// What its button says under the pointer; nil for what has none.
    let hint: Words?

    /// What keys alone do.
    init(_ action: Action, _ title: Words, _ shortcut: Shortcut, _ group: Group) {
        (self.action, self.title, self.shortcut, self.group) = (action, title, shortcut, group)
        (caption, hint) = (nil, nil)
    }

    /// What a button does as well.
    init(
        _ action: Action, _ title: Words, _ shortcut: Shortcut, _ group: Group, caption: Words, hint: Words
    ) {
        (self.action, self.title, self.shortcut, self.group) = (action, title, shortcut, group)
        (self.caption, self.hint) = (caption, hint)
    }

    /// Everything it says.
    var texts: [Words] { [title] + [caption, hint].compactMap { $0 } }
}
