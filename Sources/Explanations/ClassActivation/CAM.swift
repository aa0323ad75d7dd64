import Files
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// Class activation mapping (Zhou et al. 2016): Σ_k w_k·A_k with the classifier's own weights, where a network ends in global
/// average pooling and one dense layer.
///
/// The map is not rectified; it is shown from its least value to its greatest.
public struct CAM: LayerMapMethod {
    public init() {}

    public let name = "cam"
    public let title: Words = "CAM"
    public let summary: Words =
        "The last maps, weighed as the classifier itself weighs them after global average pooling."
    public let guide = MethodGuide(
        computes: """
            The last feature maps are added up with the weights by which the class's score is made of \
            them.
            """,
        formula: "L = Σ w[k] · A[k]   over the channels k",
        reading: "Warm places speak for the class.",
        limits: """
            Only networks that end in global average pooling and one dense layer have it, and only at \
            their last feature maps.
            """,
        reference: "Zhou et al.: Learning Deep Features for Discriminative Localization, CVPR 2016")
    public let needsClass = true
    public let cost = Cost.reading

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        if let obstacle = Obstacle.noClassifier(in: model) { return obstacle }
        guard let head = PooledClassifier(model.graph) else { return .noPooledClassifier(model: model.title) }
        return layer.id == head.maps ? nil : .onlyAtLayer(model.graph.nodes[head.maps].name, method: title)
    }

    public func explain(
        _ question: Question, _ options: HeatMapOptions, of analysis: Analysis
    ) throws -> Explanation {
        guard let head = PooledClassifier(analysis.model.graph) else {
            throw Obstacle.noPooledClassifier(model: analysis.model.title)
        }
        let classIndex = question.classIndex(in: analysis)
        let activations = try analysis.maps(of: analysis.model.graph.nodes[head.maps])
        let map = ChannelSums.weighted(activations) { head.weight(ofChannel: $0, forClass: classIndex) }
        return Explanation(
            self, question, analysis, raw: map,
            notices: HeatMapNotices.all(map, ofClass: classIndex, in: analysis))
    }

    public func present(
        _ explanation: Explanation, _: Void, _ options: HeatMapOptions, in area: DisplayArea?
    ) -> Presentation {
        let values = explanation.raw.values
        let least = values.min() ?? 0
        return options.presentation(
            of: Tensor(explanation.raw.shape, values.map { $0 - least }), over: explanation.subject)
    }
}

/// A classifier that is one dense layer on the means of the last maps, or the means of one map for each class.
struct PooledClassifier {
    /// The layer with the maps that are averaged.
    let maps: Int
    /// One after the other, the last first; none where channels are classes.
    private let layers: [Dense]

    /// Nil for networks that end otherwise.
    init?(_ graph: Graph) {
        guard var node = graph.logits.map({ graph.nodes[$0] }) else { return nil }
        var layers: [Dense] = []
        while true {
            switch node.operation {
            case let found as Dense:
                // Two layers are one as far as one of them is narrow, as where one score becomes those of two classes.
                guard layers.isEmpty || found.outputCount == 1, found.activation == nil else { return nil }
                layers.append(found)
            case is Reshape, is Identity: break
            case let pooling as GlobalPooling:
                guard case .average = pooling.reduction else { return nil }
                maps = node.inputs[0]
                self.layers = layers
                return
            case let pooling as Pooling:
                let input = graph.nodes[node.inputs[0]].shape
                guard case .average = pooling.reduction, input.rank == 3,
                    pooling.window.kernelSize == [input[1], input[2]]
                else { return nil }
                maps = node.inputs[0]
                self.layers = layers
                return
            case let reduction as Reduction:
                guard reduction.function == .mean,
                    graph.nodes[node.inputs[0]].axesOfPlaces == reduction.axes.sorted()
                else { return nil }
                maps = node.inputs[0]
                self.layers = layers
                return
            default: return nil
            }
            node = graph.nodes[node.inputs[0]]
        }
    }

    func weight(ofChannel channel: Int, forClass index: Int) -> Float {
        guard let last = layers.last else { return channel == index ? 1 : 0 }
        guard layers.count > 1 else { return last.weight(ofInput: channel, forOutput: index) }
        return layers.dropLast().dropFirst().reduce(
            layers[0].weight(ofInput: 0, forOutput: index) * last.weight(ofInput: channel, forOutput: 0)
        ) { $0 * $1.weight(ofInput: 0, forOutput: 0) }
    }
}
