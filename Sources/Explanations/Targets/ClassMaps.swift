import ModelFormats
import NeuralNetwork
import Tensors

/// The maps in which a network for segmentation puts out a score for every class at every place.
struct ClassMaps {
    /// The layer of the scores, before any softmax or sigmoid.
    let node: Node
    let layout: MapLayout
    /// The output's name.
    let name: String
    /// The scores for the photo, C×H×W.
    let scores: Tensor
    private let labels: ClassLabels?

    /// - Parameter name: of an output or a layer; nil for the first output with maps.
    /// - Throws: ``TargetError``, `EngineError`.
    init(named name: String?, in network: TargetNetwork, target: String) throws {
        let analysis = network.analysis
        let graph = analysis.model.graph
        let chosen: Node
        if let name {
            chosen = try network.layer(named: name)
        } else {
            let maps = graph.outputs.map { graph.nodes[$0.layer] }.first { $0.hasSpatialExtent }
            guard let maps else {
                throw TargetError.unfit(
                    target, lacks: .classMaps, fitting: TargetFit.forms(for: analysis.model))
            }
            chosen = maps
        }
        self.name = network.name(of: chosen)
        node = Self.scores(behind: chosen, of: graph)
        guard let layout = node.map else { throw TargetError.noMap(layer: self.name) }
        self.layout = layout
        scores = layout.maps(of: try analysis.forward.output(of: node.id).part(0))
        labels = analysis.model.labels.flatMap { $0.names.count == layout.channels ? $0 : nil }
    }

    /// What a softmax over the classes or a sigmoid at the end reads.
    private static func scores(behind node: Node, of graph: Graph) -> Node {
        var node = node
        while node.inputs.count == 1, node.map != nil {
            let isTakenOff =
                switch node.operation {
                case let softmax as Softmax: softmax.axis == node.axisOfChannels
                case let softmax as LogSoftmax: softmax.axis == node.axisOfChannels
                case let layer as ActivationLayer:
                    layer.activation == .sigmoid || layer.activation == .logSigmoid
                case is Identity: true
                default: false
                }
            guard isTakenOff else { break }
            node = graph.nodes[node.inputs[0]]
        }
        return node
    }

    /// For each place the class with the highest score, H×W; 0 or, where the only score is below 0, −1.
    var prediction: [Int] {
        let plane = layout.rows * layout.columns
        return scores.withUnsafeBufferPointer { scores in
            (0..<plane).map { place in
                if layout.channels == 1 { return scores[place] > 0 ? 0 : -1 }
                var best = 0
                for channel in 1..<layout.channels
                where scores[channel * plane + place] > scores[best * plane + place] {
                    best = channel
                }
                return best
            }
        }
    }

    /// The classes that are predicted somewhere, those of the most places first.
    var predictedClasses: [Int] {
        var counts: [Int: Int] = [:]
        for index in prediction where index >= 0 { counts[index, default: 0] += 1 }
        return counts.keys.sorted { (counts[$1]!, $0) < (counts[$0]!, $1) }
    }

    func label(of index: Int) -> String { labels?[index] ?? "class \(index)" }

    /// The class that a text means: an index, a label, or `#1` for the one that covers most places.
    ///
    /// - Throws: ``TargetError``, ``QuestionError``.
    func classIndex(of text: String) throws -> Int {
        if text.hasPrefix("#"), let rank = Int(text.dropFirst()) {
            let classes = predictedClasses
            guard (1...max(classes.count, 1)).contains(rank), rank <= classes.count else {
                throw QuestionError.predictionOutOfRange(rank, count: classes.count)
            }
            return classes[rank - 1]
        }
        if let index = Int(text) {
            guard (0..<layout.channels).contains(index) else {
                throw TargetError.channelOutOfRange(index, count: layout.channels, of: name)
            }
            return index
        }
        if let index = labels?.index(of: text) { return index }
        throw QuestionError.unknownClass(
            text, model: name, nearest: NearestNames.of(text, in: labels?.names ?? []))
    }
}

extension Node {
    /// The axis of a map's channels, counted with the batch; nil where it has none.
    fileprivate var axisOfChannels: Int? {
        guard map != nil else { return nil }
        return positions(ofChannel: 0)?.firstIndex { $0 == [0] }
    }
}
