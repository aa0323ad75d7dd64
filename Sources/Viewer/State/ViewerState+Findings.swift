import Explanations
import ModelFormats
import NeuralNetwork
import Studies
import Words

/// What is found in a set besides mistakes.
extension ViewerState {
    /// The layer that an analysis of a chosen layer is asked about: the chosen one, or the recommended one where that has no maps.
    var analysedLayer: String? {
        guard let model else { return nil }
        return layer.flatMap { $0.map == nil ? nil : $0.name } ?? model.recommendedLayer
    }

    /// What of an analysis is there, and whether it is about another layer than the chosen one.
    func finding(_ kind: FindingKind) -> (key: SetFindings.Key, entry: SetFindings.Entry, isOfOther: Bool)? {
        guard let (key, entry) = set?.findings.entry(kind, layer: analysedLayer) else { return nil }
        return (key, entry, kind.isOfLayer && key.layer != analysedLayer)
    }

    mutating func find(_ action: SetAction, in set: inout PictureSet) -> Consequence {
        switch action {
        case .turn(let page):
            set.findings.turn(to: page)
            // What was found for another layer is shown first.
            if case .analysis(let kind) = page, set.findings.entry(kind, layer: analysedLayer) == nil {
                ask(kind, in: &set)
            }
        case .ask(let kind): ask(kind, in: &set)
        case .askAll: for kind in FindingKind.allCases { ask(kind, in: &set) }
        case .list(let start): set.findings.start = max(0, start)
        case .picture(let place): return set.path(ofPlace: place).map { show(photo: $0) } ?? .redraw
        case .group(let number):
            guard case .shortcuts(let groups) = finding(.shortcuts)?.entry.discovery,
                groups.indices.contains(number)
            else { return .redraw }
            let cluster = groups[number].cluster
            var filter = PictureSet.Filter()
            filter.among = .init(places: Set(cluster.members.map(\.place)), title: cluster.words)
            set.show(filter)
            set.findings.turn(to: .pictures)
            if !set.shown.isEmpty, set.shownPosition(of: path) == nil { return show(0, of: set) }
        case .channel(let layer, let channel, let mode):
            if case .analysis(.filters) = set.findings.page { set.findings.channel = channel }
            return show(channel: channel, ofLayer: layer, mode: mode)
        case .badge(let layer):
            guard let faults = set.findings.health[layer]?.faults, let first = faults.first else {
                return .redraw
            }
            let isThere = self.layer?.id == layer
            let next = faults.first { isThere && $0.channel > choices.enlargedChannel ?? -1 } ?? first
            return show(channel: next.channel, ofLayer: layer, mode: FeatureMaps().name)
        case .adopt(let place): return adopt(preprocessing: place)
        default: break
        }
        return .redraw
    }

    private func ask(_ kind: FindingKind, in set: inout PictureSet) {
        set.findings.ask(.init(kind: kind, layer: kind.isOfLayer ? analysedLayer : nil))
    }

    /// One channel by itself, in a mode that shows one.
    private mutating func show(channel: Int, ofLayer id: Int, mode name: String) -> Consequence {
        guard let model, model.graph.nodes.indices.contains(id),
            let mode = ExplanationMethods.all.firstIndex(where: { $0.name == name })
        else { return .redraw }
        choices.layerName = Self.layer(of: ExplanationMethods.all[mode], at: id, in: model).name
        revealLayer()
        choices.modeIndex = mode
        choices.comparison = nil
        isModeAutomatic = false
        choices.enlargedChannel = channel
        return .request
    }

    /// The layer that has an answer for the channels of another: itself, or the one that its normalisation and activation follow.
    private static func layer(of mode: any ExplanationMethod, at id: Int, in model: Model) -> Node {
        let own = model.graph.nodes[id]
        var node = own
        while mode.obstacle(in: model, at: node) != nil {
            guard node.inputs.count == 1, case let before = model.graph.nodes[node.inputs[0]],
                before.map?.channels == own.map?.channels
            else { return own }
            node = before
        }
        return node
    }

    /// Uses the network as one of the ways says that were tried, and keeps that beside its file where it has one.
    private mutating func adopt(preprocessing place: Int) -> Consequence {
        guard let model, let settings = PreprocessingCheck.settings(at: place, of: model.preprocessing) else {
            return .redraw
        }
        var choice = choices.modelChoice
        choice.settings.scaling = settings.scaling ?? choice.settings.scaling
        choice.settings.fit = settings.fit ?? choice.settings.fit
        guard describe(choice) == .request else { return .redraw }
        return choice.isFile ? .adopt(choice) : .request
    }

    /// Looks up the pictures most like the photo on the screen, where they are shown.
    mutating func findNeighbours() {
        guard docked is SetCard, var set, set.findings.page == .analysis(.twins) else { return }
        set.findings.find(nearestTo: path, at: set.place(of: path))
        self.set = set
    }

    /// What the studies' worker is to find besides mistakes.
    mutating func takeWantedAnalyses() -> [AnalysisQuestion] {
        guard var set, set.network == choices.modelChoice, !set.isDue, let model,
            model.name == choices.modelChoice.name
        else { return [] }
        let wanted = set.findings.takeWanted()
        guard !wanted.isEmpty else { return [] }
        self.set = set
        return wanted.map {
            AnalysisQuestion(
                dataset: set.dataset, model: model, number: set.number, kind: $0.kind, layer: $0.layer)
        }
    }
}
