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

    public init(
        name: String, title: String, graph: Graph, preprocessing: Preprocessing, labels: ClassLabels?,
        recommendedLayer: String, advice: Words? = nil,
        assumptions: [Words] = []
    ) {
        self.name = name
        self.title = title
        self.graph = graph
        self.preprocessing = preprocessing
        self.labels = labels
        self.recommendedLayer = recommendedLayer
        isWhole = graph.nodes.allSatisfy(\.isComputed)
        self.advice = advice
        self.assumptions = assumptions
    }

    /// The same network with another graph of the same layers.
    public func with(graph: Graph) -> Model {
        Model(
            name: name, title: title, graph: graph, preprocessing: preprocessing, labels: labels,
            recommendedLayer: recommendedLayer, advice: advice, assumptions: assumptions)
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
        return Model(
            name: name, title: title, graph: graph,
            preprocessing: settings.scaling.map(preprocessing.scaled(by:)) ?? preprocessing, labels: names,
            recommendedLayer: settings.layer.flatMap { graph.node(named: $0)?.name } ?? recommendedLayer,
            advice: advice, assumptions: assumptions)
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
