import Explanations
import ModelFormats
import Words

extension ViewerState {
    /// What the loop has to do after an action.
    enum Consequence: Equatable {
        case redraw
        case request
        case cancelWork
        /// The network's name.
        case download(String)
        case cancelDownload
        case toggleFullScreen
        case export(Export)
        /// To be looked up on the disk, which takes its time.
        case look(FileQuestion)
        case paste
        case quit
    }

    /// Changes what is wanted, and remembers what was wanted before.
    mutating func perform(_ action: Action) -> Consequence {
        let before = choices
        let consequence = change(action)
        let isSameSetting = action.option != nil && action.option == lastOption
        lastOption = action.option
        if choices != before, !isAboutDisplay(action) {
            hiddenSuperpixels = []
            highlighted = nil
            stage = 0
        }
        if choices != before, action != .undo, action != .redo, !isSameSetting { history.record(before) }
        return consequence
    }

    /// Whether it only changes how the same answer is shown.
    private func isAboutDisplay(_ action: Action) -> Bool {
        mode.options.contains { $0.name == action.option && $0.stage == .display }
    }

    private mutating func change(_ action: Action) -> Consequence {
        switch action {
        case .chooseLayer(let id): return choose(layer: id)
        case .nextLayer: return choose(layer: (layer?.id ?? -1) + 1)
        case .previousLayer: return choose(layer: (layer?.id ?? 1) - 1)
        case .chooseMode(let index):
            if popover == .methods { popover = nil }
            return choose(mode: index)
        case .chooseClass(let index): return choose(classIndex: index)
        case .nextClass: return step(by: 1)
        case .previousClass: return step(by: -1)
        case .nextPage: return turnPage(by: 1)
        case .previousPage: return turnPage(by: -1)
        case .setOption(let name, let value): return set(option: name, to: value)
        case .setSeed(let seed):
            guard seed != choices.seed else { return .redraw }
            choices.seed = seed
            return .request
        case .toggleGroup(let path): toggleGroup(path)
        case .zoomIn: zoom(by: 1.25, around: nil)
        case .zoomOut: zoom(by: 0.8, around: nil)
        case .fitDiagram: fitDiagram()
        case .scrollDiagram(let distance):
            diagram.scroll += distance / diagram.zoom
            limitScroll()
        case .nextPhoto: return showPhoto(at: choices.photoIndex + 1)
        case .previousPhoto: return showPhoto(at: choices.photoIndex - 1)
        case .showPhoto(let index): return showPhoto(at: index)
        case .closePhoto: return closePhoto()
        case .toggleModelMenu: return toggleModelMenu()
        case .open(let paths, let origin): return .look(.open(paths, origin))
        case .nextModel: modelMenu?.step(by: 1)
        case .previousModel: modelMenu?.step(by: -1)
        case .chooseModel(let row): return chooseModel(row: row ?? modelMenu?.highlighted ?? 0)
        case .cancelDownload: return .cancelDownload
        case .enlarge(let channel):
            choices.enlargedChannel = channel
            return .request
        case .pin(let channel):
            choices.pinnedChannel = choices.pinnedChannel == channel ? nil : channel
            return .request
        case .toggleSuperpixel(let superpixel):
            if hiddenSuperpixels.remove(superpixel) == nil { hiddenSuperpixels.insert(superpixel) }
            return .request
        case .showAllSuperpixels:
            hiddenSuperpixels = []
            return .request
        case .highlight(let place): highlighted = place
        case .showStage(let stage):
            guard stage != self.stage else { return .redraw }
            self.stage = stage
            return .request
        case .compare(let comparison): return compare(comparison)
        case .evaluate(let metric):
            popover = nil
            if metric != nil, let obstacle = Evaluation.obstacle(for: mode) {
                notice = obstacle.words
            }
            guard metric != choices.metric else { return .redraw }
            choices.metric = metric
            choices.comparison = nil
            return .request
        case .toggleComparedMethod(let name): return toggleCompared(name)
        case .undo: return restore(history.back(from: choices))
        case .redo: return restore(history.forward(from: choices))
        case .toggleKeys: showsKeys.toggle()
        case .toggleDark: preferences.appearance.isDark.toggle()
        case .toggleLarge: preferences.appearance.isLarge.toggle()
        case .toggleFullScreen: return .toggleFullScreen
        case .export(let export):
            popover = nil
            return .export(export)
        case .paste: return .paste
        case .notify(let sentence): notice = sentence
        case .closeOrCancel: return closeOrCancel()
        case .quit: return .quit
        case .toggleMethods, .toggleOptions, .toggleGuide, .toggleExport, .toggleCompare, .toggleEvaluate,
            .pick,
            .choosePicked,
            .closePopover, .type, .deleteBackwards, .step, .confirm, .toggleBrowser, .browse, .openEntry,
            .toggleLanguages, .chooseLanguage:
            return changePopover(action)
        }
        return .redraw
    }

    private mutating func restore(_ earlier: Choices?) -> Consequence {
        guard let earlier else {
            notice = Strings.nothingToUndo
            return .redraw
        }
        choices = earlier
        isModeAutomatic = false
        popover = nil
        revealLayer()
        return .request
    }

    private mutating func set(option name: String, to value: String) -> Consequence {
        var values = options
        guard (try? values.set(name, to: value, for: mode)) != nil, values != options else { return .redraw }
        choices.optionValues[mode.name] = values
        return .request
    }

    private mutating func toggleGroup(_ path: [String]) {
        if diagram.open.remove(path) == nil { diagram.open.insert(path) }
        diagram.open = diagram.open.filter { group in
            (1..<max(group.count, 1)).allSatisfy { diagram.open.contains(Array(group[..<$0])) }
        }
        updateLayout()
    }

    private mutating func fitDiagram() {
        let width = layout?.width ?? 1
        diagram.zoom = min(1, max(Self.zooms.lowerBound, Layout.diagram.width / width))
        diagram.scroll = 0
        limitScroll()
    }

    private static let zooms = 0.25...3.0

    /// Zooms the diagram; what lies under `point` (or the middle) stays there.
    mutating func zoom(by factor: Double, around point: Point?) {
        let zoom = min(max(diagram.zoom * factor, Self.zooms.lowerBound), Self.zooms.upperBound)
        let offset = (point?.x ?? Layout.diagram.midX) - Layout.diagram.x
        diagram.scroll += offset / diagram.zoom - offset / zoom
        diagram.zoom = zoom
        limitScroll()
    }

    private mutating func closePhoto() -> Consequence {
        guard choices.photos.count > 1 else {
            notice = Strings.lastPhoto
            return .redraw
        }
        choices.photos.remove(at: choices.photoIndex)
        return showPhoto(at: min(choices.photoIndex, choices.photos.count - 1))
    }

    private mutating func choose(layer id: Int) -> Consequence {
        guard let model, model.graph.nodes.indices.contains(id) else { return .redraw }
        let isNew = layer?.id != id
        choices.layerName = model.graph.nodes[id].name
        revealLayer()
        guard isNew || choices.enlargedChannel != nil else { return .redraw }
        choices.enlargedChannel = nil
        resetPage()
        return .request
    }

    private mutating func compare(_ comparison: Comparison?) -> Consequence {
        if comparison == nil { popover = nil }
        guard comparison != choices.comparison else { return .redraw }
        choices.comparison = comparison
        choices.enlargedChannel = nil
        return .request
    }

    private mutating func toggleCompared(_ method: String) -> Consequence {
        choices.comparison?.toggle(method)
        return .request
    }

    private mutating func choose(mode index: Int) -> Consequence {
        guard ExplanationMethods.all.indices.contains(index) else { return .redraw }
        if index != choices.modeIndex, let model, ExplanationMethods.all[index].needsClass,
            model.graph.logits == nil,
            let reason = obstacle(mode: index)
        {
            notice = reason
            return .redraw
        }
        guard index != choices.modeIndex || choices.enlargedChannel != nil || choices.comparison != nil else {
            return .redraw
        }
        choices.modeIndex = index
        if choices.comparison?.subject == .methods { choices.comparison = nil }
        isModeAutomatic = false
        choices.enlargedChannel = nil
        return .request
    }

    /// Choosing a class asks for the first mode that explains classes.
    private mutating func choose(classIndex index: Int) -> Consequence {
        let isSame = classIndex == index && mode.needsClass
        choices.classChoice = .index(index)
        if !mode.needsClass, let mode = ExplanationMethods.all.firstIndex(where: \.needsClass) {
            choices.modeIndex = mode
            choices.enlargedChannel = nil
        }
        return isSame ? .redraw : .request
    }

    private mutating func step(by distance: Int) -> Consequence {
        if let analysis, !analysis.predictions.isEmpty {
            let predictions = analysis.predictions.listed(with: classIndex)
            let position = predictions.firstIndex { $0.index == classIndex } ?? -distance
            let next = position + distance
            return predictions.indices.contains(next) ? choose(classIndex: predictions[next].index) : .redraw
        }
        guard let model, let layer else { return .redraw }
        var id = layer.id
        while model.graph.nodes.indices.contains(id), model.graph.nodes[id].scope.first == layer.scope.first {
            id += distance
        }
        return choose(layer: id)
    }

    /// The channel before or after the enlarged one.
    private mutating func enlarge(neighbour distance: Int, of channel: Int) -> Consequence {
        if let (grid, _) = grid {
            let position = grid.position(ofChannel: channel) + distance
            guard (0..<grid.channelCount).contains(position) else { return .redraw }
            choices.enlargedChannel = grid.channel(at: position)
        } else {
            guard channel + distance >= 0 else { return .redraw }
            choices.enlargedChannel = channel + distance
        }
        return .request
    }

    private mutating func turnPage(by distance: Int) -> Consequence {
        guard let (page, count) = pages, choices.comparison == nil else { return .redraw }
        if let channel = choices.enlargedChannel { return enlarge(neighbour: distance, of: channel) }
        guard (0..<count).contains(page + distance) else { return .redraw }
        guard let option = mode.options.first(where: { $0.role == .page }) else { return .redraw }
        return perform(.setOption(option.name, "\(page + 1 + distance)"))
    }

    private mutating func resetPage() {
        for method in ExplanationMethods.all {
            guard let page = method.options.first(where: { $0.role == .page }) else { continue }
            var values = choices.optionValues[method.name] ?? OptionValues()
            try? values.set(page.name, to: page.standard, for: method)
            choices.optionValues[method.name] = values
        }
    }

    mutating func showPhoto(at index: Int) -> Consequence {
        choices.photoIndex = (index + choices.photos.count) % choices.photos.count
        choices.classChoice = .rank(1)
        return .request
    }

    /// Asks for another network; the present one stays until that one is there.
    mutating func choose(_ choice: ModelChoice) {
        if model != nil, choice != choices.modelChoice {
            questionBefore = (choices.modelChoice, choices.layerName, choices.classChoice)
        }
        choices.modelChoice = choice
        choices.layerName = nil
        choices.classChoice = .rank(1)
        choices.enlargedChannel = nil
        resetPage()
    }

    private mutating func closeOrCancel() -> Consequence {
        if showsKeys {
            showsKeys = false
        } else if popover != nil {
            popover = nil
        } else if notice != nil {
            notice = nil
        } else if modelMenu != nil {
            modelMenu = nil
        } else if focus != nil {
            focus = nil
        } else if choices.enlargedChannel != nil {
            choices.enlargedChannel = nil
            return .request
        } else if activity == .working {
            return .cancelWork
        } else if choices.comparison != nil {
            return compare(nil)
        } else if choices.metric != nil {
            return perform(.evaluate(nil))
        } else {
            return .quit
        }
        return .redraw
    }
}

extension Action {
    /// The setting that it changes, so that a drag counts as one step.
    fileprivate var option: String? {
        if case .setOption(let name, _) = self { name } else { nil }
    }
}
