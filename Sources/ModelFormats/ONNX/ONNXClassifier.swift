import NeuralNetwork
import Tensors

/// Finds the class scores of an ONNX graph.
enum ONNXClassifier {
    /// The layer before the softmax or sigmoid that ends the graph, or the last layer; nil if that is no row of scores.
    static func logits(
        of graph: Onnx_GraphProto, _ importer: ONNXImporter
    ) -> (layer: Int?, scoring: Graph.Scoring) {
        var producers: [String: Onnx_NodeProto] = [:]
        for node in graph.node { for output in node.output { producers[output] = node } }
        for output in graph.output {
            guard let end = scores(importer.symbol(output.name), importer) else { continue }
            var name = output.name
            // As many steps as there are nodes lead to the graph's input at the latest.
            for _ in graph.node {
                guard let node = producers[name], let input = node.input.first else { break }
                switch ONNXOperators.operation(of: node)?.ending {
                case .scoring(let scoring)?:
                    guard let layer = scores(importer.symbol(input), importer) else { return (end, .softmax) }
                    return (layer, scoring)
                case .view?: name = input
                case nil: return (end, .softmax)
                }
            }
            return (end, .softmax)
        }
        return (nil, .softmax)
    }

    /// The layer of a symbol that is N×classes for the N pictures that go in, or has other axes of extent 1 only.
    private static func scores(_ symbol: ONNXSymbol?, _ importer: ONNXImporter) -> Int? {
        guard case .variable(let layer, let shape) = symbol, shape.rank >= 2, layer > 0,
            shape[0] == importer.batch, shape.count > 0
        else { return nil }
        return shape.dimensions.dropFirst().filter { $0 != 1 }.count <= 1 ? layer : nil
    }
}
