import Words

/// What a person does, first of all in the card that is open.
extension ViewerState {
    /// Changes what is wanted, and remembers what was wanted before.
    mutating func perform(_ action: Action) -> Consequence {
        let (before, saidBefore) = (choices, announcements.count)
        let consequence = performInCard(action) ?? change(action)
        remember(before, changedBy: action)
        closeError(saidBefore: saidBefore, after: action)
        return consequence
    }

    /// A pasted text: goes into the text field that is open, else names files to open.
    mutating func paste(_ text: String) -> Consequence {
        if hasTextField { return perform(.type(String(text.prefix { !$0.isNewline }))) }
        let paths = PathText.paths(in: text)
        guard !paths.isEmpty else {
            notice = Strings.nothingToPaste
            return .redraw
        }
        return perform(.open(paths, .pasted))
    }

    /// Where typed letters go, if anywhere.
    var hasTextField: Bool { card is any TextCard }

    /// Opens, closes or uses a card; nil for what is no card's affair.
    private mutating func performInCard(_ action: Action) -> Consequence? {
        switch action {
        case .toggle(let name): return toggle(name)
        case .type(let text):
            editText { $0.type(text) }
            adoptClassName()
        case .deleteBackwards:
            editText { $0.deleteBackwards() }
            adoptClassName()
        case .step(let distance):
            guard var list = card as? any ListCard else { return .redraw }
            list.step(by: distance)
            card = list
        case .take(let row): return (card as? any ListCard)?.take(row, in: &self) ?? .redraw
        case .browse(let folder): return browse(folder)
        case .describe(let field, let text): return editSettings { $0.say(field, text) }
        case .clearSettings: return editSettings { $0.clear() }
        case .rememberSettings: return rememberSettings()
        case .nextStep, .previousStep, .showStep, .leaveLesson: return performInLesson(action)
        case .chooseMode:
            if card is MethodsPanel { card = nil }
            return nil
        default: return nil
        }
        return .redraw
    }

    mutating func toggle(_ name: String) -> Consequence {
        // Cards are read in the usual window.
        if isPresenting {
            isPresenting = false
            _ = toggle(name)
            return .request
        }
        guard let panel = Panels.named(name) else { return .redraw }
        if panel is any DockedPanel.Type {
            docked = panel.isOpen(in: self) ? nil : panel.init(in: self)
            card = nil
            return .rearrange
        }
        guard !panel.isOpen(in: self), let opened = panel.init(in: self) else {
            card = nil
            return .redraw
        }
        card = opened
        return panel.question.map { .look($0) } ?? .redraw
    }

    private mutating func editText(_ edit: (inout any TextCard) -> Void) {
        guard var list = card as? any TextCard else { return }
        edit(&list)
        card = list
    }

    private mutating func browse(_ folder: String?) -> Consequence {
        guard var browser = card as? Browser else { return .redraw }
        defer { card = browser }
        guard let folder else {
            browser.show(photos: choices.photos, at: choices.photoIndex)
            return .redraw
        }
        browser.go(to: folder)
        return .look(.folder(folder))
    }
}
