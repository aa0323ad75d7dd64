import Explanations
import Imaging
import ModelFormats
import NeuralNetwork
import Words

/// What follows from the choices and the answer.
extension ViewerState {
    /// The chosen layer of the network that is loaded.
    var layer: Node? {
        guard let model else { return nil }
        return choices.layerName.flatMap { model.graph.node(named: $0) }
            ?? model.graph.node(named: model.recommendedLayer)
    }

    /// The layer before the first one that is not computed; nil where all are.
    var lastComputedLayer: Node? {
        guard let model, !model.isWhole else { return nil }
        let nodes = model.graph.nodes
        guard let first = nodes.firstIndex(where: { !$0.isComputed }) else {
            return nil
        }
        return nodes[..<first].last
    }

    /// The class that is explained, as far as it is known.
    var classIndex: Int? {
        guard let analysis, !analysis.predictions.isEmpty else { return nil }
        switch choices.classChoice {
        case .index(let index): return index
        case .rank(let rank):
            return rank <= analysis.predictions.count ? analysis.predictions[rank - 1].index : nil
        case .text: return answer?.question.classIndex
        }
    }

    /// Whether the answer that is shown is to another question than the present one, and the next takes its time.
    var isOutdated: Bool {
        guard showsActivity, activity == .working, answeredGeneration < generation, let answer else {
            return false
        }
        return !answer.isPartial || answer.question.method != mode.name
            || answer.question.layer.id != layer?.id
            || answer.explanation.subject.path != path
    }

    /// The explained class's name, as far as it is known.
    var classLabel: String? {
        classIndex.flatMap { index in analysis?.predictions.first { $0.index == index }?.label }
    }

    /// The class that the chosen one is held against; nil where it is explained by itself.
    var contrastedClass: Int? {
        guard let parts = choices.target?.split(separator: " "), parts.count == 3, parts[1] == "versus" else {
            return nil
        }
        return Int(parts[2])
    }

    /// What is explained: a class by its name, or a target.
    var explained: Words? {
        guard let target = choices.target else { return classLabel.map(Words.init(className:)) }
        if let thing = analysis?.found?.things.first(where: { $0.target == target }) {
            return Strings.foundThing(thing.name, target)
        }
        guard let other = contrastedClass, let first = classLabel,
            let second = analysis?.predictions.first(where: { $0.index == other })?.label
        else { return Words(verbatim: target) }
        return Strings.contrast(first, second)
    }

    /// Why the mode has no answer at a layer.
    func obstacle(mode index: Int? = nil, at layer: Node? = nil) -> Words? {
        guard let model, let layer = layer ?? self.layer else { return nil }
        // A target may be about something else than class scores: whether the method has an answer, the worker knows.
        if choices.target != nil, ExplanationMethods.all[index ?? choices.modeIndex].needsClass { return nil }
        return ExplanationMethods.all[index ?? choices.modeIndex].obstacle(in: model, at: layer)
            .map(Strings.inWindow)
    }

    /// The layer before the chosen one, or else after it, where the mode has an answer; nil where it has one here.
    var nearestAnsweredLayer: Node? {
        guard let model, let layer, obstacle(at: layer) != nil else { return nil }
        let nodes = model.graph.nodes
        return (nodes[..<layer.id].reversed() + nodes[layer.id...]).first {
            obstacle(at: $0) == nil && $0.id > 0
        }
    }

    /// What one has to know of an answer. One that is still being computed says nothing yet: what it lacks may come.
    func notices(of answer: Answer) -> [Words] {
        answer.isPartial && activity == .working ? [] : answer.explanation.notices
    }

    var grid: (grid: ActivationGrid, page: Int)? {
        if case .grid(let grid, let page, _, _)? = answer?.content, obstacle == nil {
            (grid, page)
        } else {
            nil
        }
    }

    /// The number of pictures that the answer has.
    var pictureCount: Int {
        switch answer?.content {
        case nil: 0
        case .grid: 1
        case .heatMap(let panels, _): panels.count
        case .sheet(let sheet): sheet.panels.count
        }
    }

    /// Where the answer's pictures lie: beside the measurement, where there is one.
    var resultArea: Rect { isMeasured ? Layout.besideChart : Layout.grid }

    var isMeasured: Bool {
        choices.metric != nil && choices.comparison == nil && Evaluation.obstacle(for: mode) == nil
    }

    /// The pages of what the method shows, from 0, where there are any.
    var pages: (page: Int, count: Int)? {
        if let (grid, page) = grid { return (page, grid.pageCount) }
        guard let layer, obstacle(at: layer) == nil else { return nil }
        return mode.paging(of: layer, options).map { ($0.page, $0.count) }
    }
}
