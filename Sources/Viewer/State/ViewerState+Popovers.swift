import Explanations
import ModelFormats
import Words

extension ViewerState {
    /// Opens, closes or uses what lies over the result.
    mutating func changePopover(_ action: Action) -> Consequence {
        switch action {
        case .toggleMethods: toggle(.methods)
        case .toggleOptions: popover = popover == .options || mode.settings.isEmpty ? nil : .options
        case .toggleGuide: toggle(.guide)
        case .toggleExport: toggle(.export)
        case .toggleCompare: toggle(.compare)
        case .toggleEvaluate: toggle(.evaluate)
        case .closePopover: popover = nil
        case .pick(let subject): open(subject)
        case .choosePicked(let index): return choosePicked(index)
        case .type(let text):
            edit {
                $0.type(text)
            } browser: {
                $0.type(text)
            }
        case .deleteBackwards:
            edit {
                $0.deleteBackwards()
            } browser: {
                $0.deleteBackwards()
            }
        case .step(let distance):
            edit {
                $0.step(by: distance)
            } browser: {
                $0.step(by: distance)
            } languages: {
                $0.step(by: distance)
            }
        case .confirm: return confirm()
        case .toggleBrowser: return toggleBrowser()
        case .browse(let folder): return browse(folder)
        case .openEntry(let index): return openEntry(index)
        case .toggleLanguages: return toggleLanguages()
        case .chooseLanguage(let index): chooseLanguage(index)
        default: break
        }
        return .redraw
    }

    /// Where typed letters go, if anywhere.
    var hasTextField: Bool {
        switch popover {
        case .picker, .browser: true
        default: false
        }
    }

    /// What keys mean now.
    var keyContext: KeyBindings.Context {
        switch popover {
        case .picker: .textField
        case .browser: .browser
        case .languages: .languages
        default: modelMenu == nil ? .window : .modelMenu
        }
    }

    private mutating func toggle(_ other: Popover) {
        popover = popover == other ? nil : other
        modelMenu = nil
    }

    private mutating func edit(
        _ picker: (inout Picker) -> Void, browser: (inout Browser) -> Void,
        languages: (inout LanguageMenu) -> Void = { _ in }
    ) {
        switch popover {
        case .picker(var open):
            picker(&open)
            popover = .picker(open)
        case .browser(var open):
            browser(&open)
            popover = .browser(open)
        case .languages(var open):
            languages(&open)
            popover = .languages(open)
        default: break
        }
    }

    private mutating func confirm() -> Consequence {
        switch popover {
        case .picker(let picker): return choosePicked(picker.highlighted)
        case .languages(let menu):
            chooseLanguage(menu.highlighted)
            return .redraw
        case .browser(let browser):
            guard let path = browser.typedPath else { return openEntry(browser.highlighted) }
            return .look(.open([path], .typed))
        default: return .redraw
        }
    }

    private mutating func open(_ subject: Picker.Subject) {
        guard let model else { return }
        modelMenu = nil
        switch subject {
        case .classes:
            guard let analysis, !analysis.predictions.isEmpty else { return }
            let rows = analysis.predictions.map { prediction in
                row(
                    Words(className: prediction.label),
                    Words(verbatim: prediction.probability.asPercentage), prediction.index)
            }
            popover = .picker(Picker(.classes, rows: rows, at: classIndex))
        case .layers:
            let rows = model.graph.nodes.dropFirst().map { node in
                row(Words(verbatim: node.name), "\(node.summary)  \(node.shape)", node.id)
            }
            popover = .picker(Picker(.layers, rows: rows, at: layer?.id))
        }
    }

    /// A row that is found by what it says in English and in the person's language.
    private func row(_ title: Words, _ detail: Words, _ target: Int) -> Picker.Row {
        let texts = [title, detail]
        let names = texts.map(\.english) + texts.map { language($0) }
        return Picker.Row(
            title: title, detail: detail, names: names.joined(separator: " "), target: target)
    }

    private mutating func choosePicked(_ index: Int) -> Consequence {
        guard case .picker(let picker) = popover, picker.matches.indices.contains(index) else {
            return .redraw
        }
        popover = nil
        let target = picker.matches[index].target
        return perform(picker.subject == .classes ? .chooseClass(target) : .chooseLayer(target))
    }

    private mutating func toggleBrowser() -> Consequence {
        if case .browser = popover {
            popover = nil
            return .redraw
        }
        modelMenu = nil
        popover = .browser(
            Browser(photos: choices.photos, at: choices.photoIndex, places: inventory.places))
        return .look(.inventory)
    }

    private mutating func browse(_ folder: String?) -> Consequence {
        guard case .browser(var browser) = popover else { return .redraw }
        defer { popover = .browser(browser) }
        guard let folder else {
            browser.show(photos: choices.photos, at: choices.photoIndex)
            return .redraw
        }
        browser.go(to: folder)
        return .look(.folder(folder))
    }

    private mutating func openEntry(_ index: Int) -> Consequence {
        guard case .browser(let browser) = popover, browser.matches.indices.contains(index) else {
            return .redraw
        }
        let entry = browser.matches[index]
        if entry.kind == .folder { return browse(entry.path) }
        if browser.folder == nil, let position = choices.photos.firstIndex(of: entry.path) {
            popover = nil
            return perform(.showPhoto(position))
        }
        return perform(.open([entry.path], .chosen))
    }

    private mutating func toggleLanguages() -> Consequence {
        if case .languages = popover {
            popover = nil
            return .redraw
        }
        modelMenu = nil
        popover = .languages(LanguageMenu(current: language))
        return .look(.languages)
    }

    private mutating func chooseLanguage(_ index: Int) {
        guard case .languages(let menu) = popover, menu.languages.indices.contains(index) else { return }
        popover = nil
        language = menu.languages[index]
        preferences.language = language.code
    }

    /// A pasted text: goes into the text field that is open, else names files to open.
    mutating func paste(_ text: String) -> Consequence {
        if hasTextField {
            return changePopover(.type(String(text.prefix { !$0.isNewline })))
        }
        let paths = PathText.paths(in: text)
        guard !paths.isEmpty else {
            notice = Strings.nothingToPaste
            return .redraw
        }
        return perform(.open(paths, .pasted))
    }

    /// What a comparison needs besides the question itself.
    var comparisonRequest: ComparisonRequest? {
        guard let comparison = choices.comparison else { return nil }
        let photos = choices.photos
        let count = min(photos.count, Comparison.mostColumns)
        let neighbours = (0..<count).map { photos[(choices.photoIndex + $0) % photos.count] }
        let others = recentChoices.filter { $0 != choices.modelChoice }
        return ComparisonRequest(
            comparison: comparison, photos: neighbours,
            models: Array(([choices.modelChoice] + others).prefix(Comparison.mostColumns)))
    }
}

extension ViewerState.Popover {
    /// How far a notch of the wheel goes.
    var wheelStep: Int {
        if case .browser = self { Browser.columns } else { 3 }
    }
}
