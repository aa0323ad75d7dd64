import ModelFormats
import NeuralNetwork
import Tensors

/// What SHAP explains at a layer: what the layer reads (as shap does for TensorFlow), or what it puts out where it reads
/// several layers or none.
struct ExplainedLayer {
    /// Whose output it is.
    let node: Node
    /// Nil where it is what the layer reads.
    let notice: String?

    init(_ layer: Node, in graph: Graph) {
        if layer.inputs.count == 1 {
            node = graph.nodes[layer.inputs[0]]
            notice = nil
        } else {
            node = layer
            notice =
                layer.inputs.isEmpty
                ? nil : "\(layer.name) reads several layers, so the values are those of its output."
        }
    }

    static func obstacle(in model: Model, at layer: Node) -> Obstacle? {
        let graph = model.graph
        if graph.logits == nil { return .noClassifier(model) }
        let explained = ExplainedLayer(layer, in: graph).node
        guard explained.hasSpatialExtent else { return .noSpatialExtent(layer: explained.name) }
        return graph.logitsDepend(on: explained.id) ? nil : .noInfluence(layer: explained.name)
    }

    /// The network above, whose input is what is explained.
    func upperNetwork(of analysis: Analysis) throws -> Executor {
        let (graph, _) = try analysis.model.graph.upperPart(above: node.id, given: analysis.forward)
        return Executor(graph, besides: analysis.executor)
    }
}

extension Graph {
    /// Whether the class scores are computed, however indirectly, from a layer's output.
    func logitsDepend(on node: Int) -> Bool {
        guard let logits else { return false }
        var isReached = [Bool](repeating: false, count: nodes.count)
        isReached[node] = true
        for later in nodes[(node + 1)...] where later.isComputed {
            isReached[later.id] = later.inputs.contains { isReached[$0] }
        }
        return isReached[logits]
    }
}
