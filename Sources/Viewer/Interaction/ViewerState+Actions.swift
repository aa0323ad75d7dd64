import Explanations
import ModelFormats

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
        case save
        case quit
    }

    /// Changes what is wanted.
    mutating func perform(_ action: Action) -> Consequence {
        switch action {
        case .chooseLayer(let id): return choose(layer: id)
        case .nextLayer: return choose(layer: (layer?.id ?? -1) + 1)
        case .previousLayer: return choose(layer: (layer?.id ?? 1) - 1)
        case .chooseMode(let index):
            if popover == .methods { popover = nil }
            return choose(mode: index)
        case .toggleMethods: popover = popover == .methods ? nil : .methods
        case .toggleOptions: popover = popover == .options || !OptionsView.hasRows(mode) ? nil : .options
        case .chooseClass(let index): return choose(classIndex: index)
        case .nextClass: return step(by: 1)
        case .previousClass: return step(by: -1)
        case .nextPage: return turnPage(by: 1)
        case .previousPage: return turnPage(by: -1)
        case .setOption(let name, let value):
            var values = options
            guard (try? values.set(name, to: value, for: mode)) != nil, values != options else {
                return .redraw
            }
            optionValues[mode.name] = values
            return .request
        case .toggleGroup(let path):
            if diagram.open.remove(path) == nil { diagram.open.insert(path) }
            diagram.open = diagram.open.filter { group in
                (1..<max(group.count, 1)).allSatisfy { diagram.open.contains(Array(group[..<$0])) }
            }
            updateLayout()
        case .zoomIn: zoom(by: 1.25, around: nil)
        case .zoomOut: zoom(by: 0.8, around: nil)
        case .fitDiagram:
            let width = layout?.width ?? 1
            diagram.zoom = min(1, max(Self.zooms.lowerBound, Layout.diagram.width / width))
            diagram.scroll = 0
            limitScroll()
        case .scrollDiagram(let distance):
            diagram.scroll += distance / diagram.zoom
            limitScroll()
        case .nextPhoto: return showPhoto(at: photoIndex + 1)
        case .previousPhoto: return showPhoto(at: photoIndex - 1)
        case .toggleModelMenu: toggleModelMenu()
        case .nextModel: modelMenu?.step(by: 1)
        case .previousModel: modelMenu?.step(by: -1)
        case .chooseModel(let row): return chooseModel(row: row ?? modelMenu?.highlighted ?? 0)
        case .cancelDownload: return .cancelDownload
        case .enlarge(let channel):
            enlargedChannel = channel
            return .request
        case .toggleKeys: showsKeys.toggle()
        case .toggleFullScreen: return .toggleFullScreen
        case .save: return .save
        case .notify(let sentence): notice = sentence
        case .closeOrCancel: return closeOrCancel()
        case .quit: return .quit
        }
        return .redraw
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

    /// Takes files that were dropped: photos join the list and the first is shown, a network replaces the present one
    /// as soon as it is read.
    mutating func open(_ files: [String]) -> Consequence {
        let models = files.filter { ModelChoice.isModelFileName($0) || ModelFile.recognises($0) }
        let paths = files.filter { !models.contains($0) }
        if let model = models.first { choose(ModelChoice(model)) }
        guard let first = paths.first else { return models.isEmpty ? .redraw : .request }
        for path in paths where !photos.contains(path) { photos.append(path) }
        if paths.count > 1 { notice = Strings.dropped(paths.count - 1) }
        return showPhoto(at: photos.firstIndex(of: first) ?? 0)
    }

    private mutating func choose(layer id: Int) -> Consequence {
        guard let model, model.graph.nodes.indices.contains(id) else { return .redraw }
        let isNew = layer?.id != id
        layerName = model.graph.nodes[id].name
        revealLayer()
        guard isNew || enlargedChannel != nil else { return .redraw }
        enlargedChannel = nil
        resetPage()
        return .request
    }

    private mutating func choose(mode index: Int) -> Consequence {
        guard ExplanationMethods.all.indices.contains(index) else { return .redraw }
        if index != modeIndex, let model, ExplanationMethods.all[index].needsClass, model.graph.logits == nil,
            let reason = obstacle(mode: index)
        {
            notice = reason
            return .redraw
        }
        guard index != modeIndex || enlargedChannel != nil else { return .redraw }
        modeIndex = index
        isModeAutomatic = false
        enlargedChannel = nil
        return .request
    }

    /// Choosing a class asks for the first mode that explains classes.
    private mutating func choose(classIndex index: Int) -> Consequence {
        let isSame = classIndex == index && mode.needsClass
        classChoice = .index(index)
        if !mode.needsClass, let mode = ExplanationMethods.all.firstIndex(where: \.needsClass) {
            modeIndex = mode
            enlargedChannel = nil
        }
        return isSame ? .redraw : .request
    }

    private mutating func step(by distance: Int) -> Consequence {
        if let predictions = analysis?.predictions, !predictions.isEmpty {
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

    private mutating func turnPage(by distance: Int) -> Consequence {
        guard let (grid, page) = grid, (0..<grid.pageCount).contains(page + distance), enlargedChannel == nil
        else {
            return .redraw
        }
        return perform(.setOption("page", "\(page + 1 + distance)"))
    }

    private mutating func resetPage() {
        for method in ExplanationMethods.all where method.options.contains(where: { $0.name == "page" }) {
            var values = optionValues[method.name] ?? OptionValues()
            try? values.set("page", to: "1", for: method)
            optionValues[method.name] = values
        }
    }

    private mutating func showPhoto(at index: Int) -> Consequence {
        photoIndex = (index + photos.count) % photos.count
        classChoice = .rank(1)
        return .request
    }

    /// Asks for another network; the present one stays until that one is there.
    mutating func choose(_ choice: ModelChoice) {
        if model != nil, choice != modelChoice { questionBefore = (modelChoice, layerName, classChoice) }
        modelChoice = choice
        layerName = nil
        classChoice = .rank(1)
        enlargedChannel = nil
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
        } else if enlargedChannel != nil {
            enlargedChannel = nil
            return .request
        } else if activity == .working {
            return .cancelWork
        } else {
            return .quit
        }
        return .redraw
    }
}
