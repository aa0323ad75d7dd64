import NeuralNetwork
import Tensors
import Words

/// What an output of a network is, as far as its name, its shape and its last layers tell.
public enum OutputKind: Sendable, Hashable {
    /// One score for each class: a row of at least two numbers.
    case scores
    /// One number, such as that of a regression or of a single class.
    case number
    /// A row of numbers that are no scores of classes but say what a picture is like (`Graph+Embeddings.swift`).
    case embedding
    /// A map of scores for every class, as of a network that segments: at most 1024 of them, at an eighth of the input's rows and
    /// columns or finer; coarser maps are features.
    case classMaps
    /// As many channels, rows and columns as the input: a picture, as of an autoencoder.
    case picture
    /// Boxes with scores, as of a detector.
    case boxes(BoxLayout)
    /// What belongs to the boxes of another output: scores, classes.
    case ofBoxes
    /// Anything else.
    case values

    /// - Parameters:
    ///   - output: one of the graph's.
    ///   - graph: with the output's layer.
    ///   - classCount: of names that are known; nil for none.
    public init(of output: Graph.Output, in graph: Graph, classCount: Int? = nil) {
        let node = graph.nodes[output.layer]
        if let shared = BoxLayout(outputs: graph.outputs, of: graph, classCount: classCount),
            shared.layers.contains(output.layer)
        {
            self = shared.box.layer == output.layer ? .boxes(shared) : .ofBoxes
        } else if graph.isRow(output.layer) {
            self =
                node.shape.count == 1
                ? .number : graph.isEmbedding(output, classCount: classCount) ? .embedding : .scores
        } else if let table = BoxLayout(table: node, in: graph), !node.isMapLike(graph.inputShape) {
            self = .boxes(table)
        } else if let map = node.map, node.shape.rank == 3 {
            let input = graph.inputShape
            let isFine = map.rows * 8 >= input[1] && map.columns * 8 >= input[2] && map.channels <= 1024
            let isPicture = map.shape == input && !graph.endsInSoftmax(output.layer)
            self = isPicture ? .picture : isFine ? .classMaps : .values
        } else {
            self = .values
        }
    }

    /// Of every output, in one word: for JSON.
    public var name: String {
        switch self {
        case .scores: "scores"
        case .number: "number"
        case .embedding: "embedding"
        case .classMaps: "class-maps"
        case .picture: "picture"
        case .boxes: "boxes"
        case .ofBoxes: "of-boxes"
        case .values: "values"
        }
    }
}

extension Node {
    /// Whether an output is a map whose rows are to its columns about as the input's are, as no table of boxes' are.
    ///
    /// - Parameter input: C×H×W.
    fileprivate func isMapLike(_ input: Shape) -> Bool {
        guard shape.rank == 3, let map else { return false }
        let ratio = Double(map.rows * input[2]) / Double(map.columns * input[1])
        return map.channels != 1 || (0.8...1.25).contains(ratio)
    }
}
