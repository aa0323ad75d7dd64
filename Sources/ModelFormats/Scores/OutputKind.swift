import NeuralNetwork
import Words

/// What an output of a network is, as far as its shape and its last layers tell.
public enum OutputKind: Sendable, Hashable {
    /// One score for each class: a row of at least two numbers.
    case scores
    /// One number, such as that of a regression or of a single class.
    case number
    /// A row of numbers that always has the length 1.
    case embedding
    /// A map of scores for every class, as of a network that segments: at most 1024 of them, at an eighth of the input's rows and
    /// columns or finer; coarser maps are features.
    case classMaps
    /// As many channels, rows and columns as the input: a picture, as of an autoencoder.
    case picture
    /// Boxes with scores, as of a detector.
    case boxes(BoxLayout)
    /// Anything else.
    case values

    /// - Parameters:
    ///   - output: one of the graph's.
    ///   - graph: with the output's layer.
    public init(of output: Graph.Output, in graph: Graph) {
        let node = graph.nodes[output.layer]
        if graph.isRow(output.layer) {
            self =
                node.shape.count == 1
                ? .number : graph.isOfLengthOne(output.layer) ? .embedding : .scores
        } else if let map = node.map, node.shape.rank == 3 {
            let input = graph.inputShape
            let isFine = map.rows * 8 >= input[1] && map.columns * 8 >= input[2] && map.channels <= 1024
            self = map.shape == input ? .picture : isFine ? .classMaps : .values
        } else if let layout = BoxLayout(of: node, in: graph) {
            self = .boxes(layout)
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
        case .values: "values"
        }
    }
}

extension Graph {
    /// Whether an output is a vector divided by its own length, in whatever form that is written: one that stays the same where what it
    /// is made of is doubled, and has the length 1.
    fileprivate func isOfLengthOne(_ output: Int) -> Bool {
        let node = nodes[output]
        guard node.shape.count > 1, let base = dividedBase(of: output) else { return false }
        let found = rows(
            output, from: (0..<3).map { [base: trial(ofCount: nodes[base].shape.count, draw: $0)] })
        return found?.allSatisfy { row in
            abs(row.reduce(0) { $0 + $1 * $1 }.squareRoot() - 1) < 1e-3
        } ?? false
    }

    /// The last layer that sums up products before an output.
    private func dividedBase(of output: Int) -> Int? {
        var reached: Set<Int> = [output]
        for node in nodes[...output].reversed() where reached.contains(node.id) {
            if node.id != output || sumsProducts(node.id), sumsProducts(node.id) {
                return node.id > 0 && node.isByItem && node.shape.count <= 1 << 16 ? node.id : nil
            }
            reached.formUnion(node.inputs)
        }
        return nil
    }

    private func trial(ofCount count: Int, draw: Int) -> [Float] {
        (0..<count).map { Float(($0 * 37 + draw * 101) % 23) / 5 - 2 }
    }
}
