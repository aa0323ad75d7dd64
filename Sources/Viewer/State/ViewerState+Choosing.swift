import Explanations
import ModelFormats

/// How choices follow from each other.
extension ViewerState {
    mutating func closePhoto() -> Consequence {
        guard choices.photos.count > 1 else {
            notice = Strings.lastPhoto
            return .redraw
        }
        choices.photos.remove(at: choices.photoIndex)
        return showPhoto(at: min(choices.photoIndex, choices.photos.count - 1))
    }

    mutating func choose(layer id: Int) -> Consequence {
        guard let model, model.graph.nodes.indices.contains(id) else { return .redraw }
        let isNew = layer?.id != id
        choices.layerName = model.graph.nodes[id].name
        revealLayer()
        guard isNew || choices.enlargedChannel != nil else { return .redraw }
        choices.enlargedChannel = nil
        resetPage()
        return .request
    }

    mutating func compare(_ comparison: Comparison?) -> Consequence {
        if comparison == nil { card = nil }
        guard comparison != choices.comparison else { return .redraw }
        choices.comparison = comparison
        if comparison != nil { choices.target = nil }
        choices.enlargedChannel = nil
        return .request
    }

    /// Shows by itself what stands at a place of the comparison.
    mutating func openCompared(_ place: Int) -> Consequence {
        guard place >= 0, let comparison = choices.comparison, let request = comparisonRequest else {
            return .redraw
        }
        let predictions = analysis?.predictions ?? []
        switch comparison.subject {
        case .photos:
            guard place < request.photos.count,
                let index = choices.photos.firstIndex(of: request.photos[place])
            else { return .redraw }
            choices.comparison = nil
            return showPhoto(at: index)
        case .networks:
            guard place < request.models.count else { return .redraw }
            if request.models[place] != choices.modelChoice { choose(request.models[place]) }
        case .region: break
        case .classes:
            guard place < predictions.count else { return .redraw }
            choices.classChoice = .index(predictions[place].index)
        case .methods:
            let columns = max(comparison.methods.count, 1)
            let others = predictions.map(\.index).filter { $0 != classIndex }
            let rows = [classIndex] + others.prefix(Comparison.rowCount - 1).map { $0 }
            guard place / columns < rows.count,
                let mode = ExplanationMethods.all.firstIndex(where: {
                    $0.name == comparison.methods[place % columns]
                })
            else { return .redraw }
            choices.modeIndex = mode
            isModeAutomatic = false
            if let chosen = rows[place / columns] { choices.classChoice = .index(chosen) }
        }
        choices.comparison = nil
        return .request
    }

    mutating func toggleCompared(_ method: String) -> Consequence {
        choices.comparison?.toggle(method)
        return .request
    }

    mutating func choose(mode index: Int) -> Consequence {
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
    mutating func choose(classIndex index: Int) -> Consequence {
        let isSame = classIndex == index && mode.needsClass && choices.target == nil
        choices.classChoice = .index(index)
        choices.target = nil
        explainSomething()
        return isSame ? .redraw : .request
    }

    /// Explains something else than a class's score.
    mutating func choose(target: String) -> Consequence {
        let isSame = choices.target == target && mode.needsClass
        choices.target = target
        choices.comparison = nil
        explainSomething()
        return isSame ? .redraw : .request
    }

    /// A network that finds boxes or classes of places is asked about the first of them where nothing is asked, or something
    /// that is not in this photo.
    ///
    /// - Returns: whether there is another question now.
    mutating func explainWhatIsFound() -> Bool {
        guard mode.needsClass, let things = analysis?.found?.things, let first = things.first else {
            return false
        }
        if let target = choices.target {
            let isOfAnother = FoundThings.isTarget(target) && !things.contains { $0.target == target }
            guard isOfAnother else { return false }
        }
        choices.target = first.target
        return true
    }

    /// Why the chosen class and not another one; a second time, or for the chosen class itself, the class alone again.
    mutating func contrast(with other: Int) -> Consequence {
        guard let chosen = classIndex else { return .redraw }
        if other == chosen || contrastedClass == other { return choose(classIndex: chosen) }
        return choose(target: "\(chosen) versus \(other)")
    }

    /// Leaves a mode that is about no class for the first one that is.
    mutating func explainSomething() {
        guard !mode.needsClass, let mode = ExplanationMethods.all.firstIndex(where: \.needsClass) else {
            return
        }
        choices.modeIndex = mode
        choices.enlargedChannel = nil
    }

    mutating func step(by distance: Int) -> Consequence {
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
    mutating func enlarge(neighbour distance: Int, of channel: Int) -> Consequence {
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

    mutating func turnPage(by distance: Int) -> Consequence {
        guard let (page, count) = pages, choices.comparison == nil else { return .redraw }
        if let channel = choices.enlargedChannel { return enlarge(neighbour: distance, of: channel) }
        guard (0..<count).contains(page + distance) else { return .redraw }
        guard let option = mode.options.first(where: { $0.role == .page }) else { return .redraw }
        return change(.setOption(option.name, "\(page + 1 + distance)"))
    }

    mutating func resetPage() {
        for method in ExplanationMethods.all {
            guard let page = method.options.first(where: { $0.role == .page }) else { continue }
            var values = choices.optionValues[method.name] ?? OptionValues()
            try? values.set(page.name, to: page.standard, for: method)
            choices.optionValues[method.name] = values
        }
    }

    mutating func showPhoto(at index: Int) -> Consequence {
        choices.photoIndex = (index + choices.photos.count) % choices.photos.count
        choices.painting = nil
        if choices.comparison?.region != nil { choices.comparison = nil }
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
        choices.target = nil
        choices.enlargedChannel = nil
        resetPage()
    }
}
