import Imaging
import NeuralNetwork
import Words

/// A network ready to be asked: layers and weights, how photos become inputs, and what the classes are called.
public struct Model: Sendable {
    /// The name in the catalogue, for example `efficientnet-lite0`, or the path of the file.
    public let name: String
    /// For people, for example `EfficientNet-Lite0`.
    public let title: String
    public let graph: Graph
    public let preprocessing: Preprocessing
    /// Nil where the classes have no names.
    public let labels: ClassLabels?
    /// The layer at which Grad-CAM says most: the last with spatial extent before the classifier.
    public let recommendedLayer: String
    /// Whether every layer is computed.
    public let isWhole: Bool
    /// What to do about a missing classifier, one sentence; nil where there is one.
    public let advice: Words?
    /// What nothing says of the network and was therefore assumed, one sentence each.
    public let assumptions: [Words]
    /// The name of the output (``NeuralNetwork/Graph/outputs``) with the class scores; nil where none has them.
    public let explainedOutput: String?
    /// Whether it takes pictures of any size and the photo chooses it: see ``ModelChoice/fitted(to:_:)``.
    public let followsPhoto: Bool

    /// - Parameter explainedOutput: nil for the first output of a network with a classifier.
    public init(
        name: String, title: String, graph: Graph, preprocessing: Preprocessing, labels: ClassLabels?,
        recommendedLayer: String, advice: Words? = nil,
        assumptions: [Words] = [], explainedOutput: String? = nil, followsPhoto: Bool = false
    ) {
        self.followsPhoto = followsPhoto
        self.name = name
        self.title = title
        self.graph = graph
        self.preprocessing = preprocessing
        self.labels = labels
        self.recommendedLayer = recommendedLayer
        isWhole = graph.nodes.allSatisfy(\.isComputed)
        self.advice = advice
        self.assumptions = assumptions
        self.explainedOutput = explainedOutput ?? (graph.logits == nil ? nil : graph.outputs[0].name)
    }

    /// The same network with another graph of the same layers.
    public func with(graph: Graph) -> Model {
        Model(
            name: name, title: title, graph: graph, preprocessing: preprocessing, labels: labels,
            recommendedLayer: recommendedLayer, advice: advice, assumptions: assumptions,
            explainedOutput: explainedOutput, followsPhoto: followsPhoto)
    }

    /// The same network with other scores in the place of its class scores.
    ///
    /// - Parameters:
    ///   - graph: the same layers, perhaps with more of them after the last, and those scores.
    ///   - labels: what they are called, one name each, or nil.
    ///   - output: the name of the output that has them, or nil.
    /// - Returns: the recommended layer is another one where those scores do not depend on it.
    public func scoring(_ graph: Graph, labels: ClassLabels?, output: String?) -> Model {
        var layer = recommendedLayer
        if let logits = graph.logits {
            let maps = graph.maps(onTheWayTo: logits).filter { $0.id < self.graph.nodes.count }
            let place = self.graph.node(named: layer)?.id ?? 0
            if !graph.layers(under: logits).contains(place), let last = maps.last { layer = last.name }
        }
        return Model(
            name: name, title: title, graph: graph, preprocessing: preprocessing, labels: labels,
            recommendedLayer: layer, advice: advice, assumptions: assumptions, explainedOutput: output,
            followsPhoto: followsPhoto)
    }

    /// The network with the labels and the preprocessing that a person names.
    ///
    /// - Throws: ``FileError``, ``LabelCountError``.
    func described(by settings: ModelSettings) throws -> Model {
        var names = labels?.ofBoth(classCount: graph.classCount)
        if let path = settings.labels {
            let read = try ClassLabels(contentsOf: path).ofBoth(classCount: graph.classCount)
            if let count = graph.classCount, count != read.names.count {
                throw LabelCountError(path: path, found: read.names.count, expected: count)
            }
            names = read
        } else if let count = graph.classCount, let known = names?.names.count, known != count {
            names = nil
        }
        let scaled = settings.scaling.map(preprocessing.scaled(by:)) ?? preprocessing
        return Model(
            name: name, title: title, graph: graph,
            preprocessing: settings.fit.map(scaled.fitting) ?? scaled, labels: names,
            recommendedLayer: settings.layer.flatMap { graph.node(named: $0)?.name } ?? recommendedLayer,
            advice: advice, assumptions: assumptions, explainedOutput: explainedOutput,
            followsPhoto: followsPhoto)
    }

    /// The name of a class.
    public func label(of index: Int) -> String { labels?[index] ?? "class \(index)" }

    /// A layer by its name, by the end of its name after a slash if it is the only one, or by its place in the network; the
    /// input is 0.
    ///
    /// - Throws: ``ModelError/unknownLayer(_:model:nearest:)``.
    public func layer(named name: String) throws(ModelError) -> Node {
        if let node = graph.node(named: name) { return node }
        let ending = graph.nodes.filter { $0.name.hasSuffix("/" + name) }
        if ending.count == 1 { return ending[0] }
        if let place = Int(name), graph.nodes.indices.contains(place) { return graph.nodes[place] }
        throw .unknownLayer(
            name, model: self.name, nearest: NearestNames.of(name, in: graph.nodes.map(\.name)))
    }
}
