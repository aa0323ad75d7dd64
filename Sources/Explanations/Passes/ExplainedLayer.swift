import ModelFormats
import NeuralNetwork
import Tensors

/// What SHAP explains at a layer: what the layer reads (as shap does for TensorFlow), or what it puts out where it reads
/// several layers or none.
struct ExplainedLayer {
    /// Whose output it is.
    let node: Node
    /// Nil where it is what the layer reads.
    let notice: Notice?

    init(_ layer: Node, in graph: Graph) {
        if layer.inputs.count == 1 {
            node = graph.nodes[layer.inputs[0]]
            notice = nil
        } else {
            node = layer
            notice = layer.inputs.isEmpty ? nil : .readsSeveralLayers(layer.name)
        }
    }

    /// The network above; its input is what is explained.
    func upperNetwork(of analysis: Analysis) throws -> Executor { try analysis.network(above: node) }
}
