import ModelFormats
import Words

extension ViewerState {
    /// Chooses a row of the list: a network that is here is opened, another is downloaded first.
    mutating func chooseModel(row: Int) -> Consequence {
        guard var menu = card as? ModelMenu, menu.rows.indices.contains(row) else { return .redraw }
        let (choice, kind) = (menu.rows[row].choice, menu.rows[row].kind)
        if choice == choices.modelChoice {
            card = nil
            return .redraw
        }
        if kind == .film {
            card = nil
            return show(.follow)
        }
        guard kind == .available, choice.weights == .trained else {
            card = nil
            choose(choice)
            return .request
        }
        menu.highlight(row)
        card = menu
        return download(choice, titled: menu.rows[row].title)
    }

    /// The network of which the present one is a part, in the catalogue.
    var wholeNetwork: ModelCatalogue.Entry? {
        model.flatMap { model in ModelCatalogue.entries.first { $0.name + "-features" == model.name } }
    }

    /// What a button says and does that gets it; nil where the present network is no part of one.
    var wayToWholeNetwork: (caption: Words, action: Action)? {
        guard let whole = wholeNetwork else { return nil }
        let network = inventory.networks[whole.name]
        return (
            network?.state == .available
                ? Strings.download(whole.title, network?.size ?? "") : Strings.goTo(whole.title),
            .fetch(whole.name)
        )
    }

    /// Opens a network of the catalogue that is here; another is downloaded first.
    mutating func fetch(_ choice: ModelChoice) -> Consequence {
        guard let entry = ModelCatalogue.entries.first(where: { $0.name == choice.name }) else {
            return .redraw
        }
        guard inventory.networks[entry.name]?.state == .available else {
            choose(choice)
            return .request
        }
        return download(choice, titled: entry.title)
    }

    private mutating func download(_ choice: ModelChoice, titled title: String) -> Consequence {
        if let running = download {
            if running.name != choice.name { notice = Strings.downloadIsRunning(running.title) }
            return .redraw
        }
        download = RunningDownload(name: choice.name, title: title)
        notice = nil
        return .download(choice.name)
    }

    /// Takes in how a download is going: a network that has arrived is opened.
    mutating func receive(_ event: DownloadEvent, of name: String) -> Effect {
        guard let running = download, running.name == name else { return .nothing }
        if case .progress(let progress) = event {
            download?.progress = progress
            return .redraw
        }
        download = nil
        refreshModelMenu()
        switch event {
        case .progress: return .redraw
        case .arrived:
            if card is ModelMenu { card = nil }
            choose(ModelChoice(name))
            return .request
        case .cancelled: notice = Strings.downloadCancelled(running.title)
        case .failed(let error): refuse(error)
        }
        return .redraw
    }

    /// Shows in the list of networks, where it is open, what is here now.
    mutating func refreshModelMenu() {
        guard var menu = card as? ModelMenu else { return }
        menu.refresh(files: ownModels, current: choices.modelChoice, inventory: inventory, film: film)
        card = menu
    }

    /// Remembers a file of the person's own, the newest first.
    mutating func rememberOwnModel() {
        guard choices.modelChoice.isFile, film?.position(of: choices.modelChoice) == nil else { return }
        remember(own: choices.modelChoice)
    }

    mutating func remember(own choice: ModelChoice) {
        ownModels.removeAll { $0.name == choice.name }
        ownModels.insert(choice, at: 0)
        ownModels = Array(ownModels.prefix(ModelMenu.mostFiles))
        preferences.recentModels = ownModels.map(\.name)
    }
}
