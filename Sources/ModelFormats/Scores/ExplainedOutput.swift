import NeuralNetwork
import Tensors
import Words

/// The output of a network that is explained, where it has several.
struct ExplainedOutput {
    /// The network with the scores that are explained; a single score is one of two classes.
    private(set) var graph: Graph
    /// What was chosen or taken for granted, one sentence each.
    private(set) var remarks: [Words] = []
    /// The name of the output with the scores; nil where none has them.
    private(set) var name: String?

    /// - Parameters:
    ///   - name: the output that a person asks for; nil for the first that looks like class scores and is not what another one of
    ///     them is made of. Embeddings, numbers of regressions and parts of boxes are none.
    ///   - path: for the error.
    /// - Throws: ``UnknownOutput`` for a name that no output has.
    init(of network: ImportedNetwork, named name: String?, path: String) throws {
        graph = network.graph
        let outputs = try network.outputs.map { try withBatch($0) }
        graph = graph.with(outputs: outputs)
        if let name {
            guard let output = outputs.first(where: { $0.name == name }) else {
                throw UnknownOutput(path: path, name: name, known: outputs.map(\.name))
            }
            choose(output, among: outputs)
        } else if graph.logits == nil {
            let rows = outputs.filter { graph.isRow($0.layer) }
            let inner = rows.reduce(into: Set()) { $0.formUnion(graph.layers(under: $1.layer)) }
            let count = network.namesOfClasses.first?.names.count ?? network.labels?.names.count
            let kinds = outputs.map { OutputKind(of: $0, in: graph, classCount: count) }
            let scored = zip(outputs, kinds).filter { output, kind in
                kind == .scores || kind == .number && !graph.isRegression(output)
            }.map(\.0)
            if let output = scored.first(where: { !inner.contains($0.layer) }) ?? scored.last {
                choose(output, among: outputs)
            } else {
                remarks += Self.remarks(on: outputs, kinds, of: graph)
            }
        }
        if let both = try graph.withBothClasses() {
            graph = both
            remarks.append(ModelRemark.oneScore.words)
        }
    }

    /// What a person should know of a network without class scores.
    private static func remarks(
        on outputs: [ImportedNetwork.Output], _ kinds: [OutputKind], of graph: Graph
    ) -> [Words] {
        for (output, kind) in zip(outputs, kinds) {
            switch kind {
            case .embedding: return [ModelRemark.embedding(output.name).words]
            case .number: return [ModelRemark.regression(output.name).words]
            case .boxes, .ofBoxes, .classMaps, .picture: return []
            default: break
            }
        }
        guard let found = BoxLayout.undecoded(outputs, of: graph) else { return [] }
        return [ModelRemark.undecodedBoxes(found.boxes, scores: found.scores).words]
    }

    /// The output with the batch as its first axis, which networks for one picture may leave out.
    private mutating func withBatch(_ output: ImportedNetwork.Output) throws -> ImportedNetwork.Output {
        let node = graph.nodes[output.layer]
        guard graph.batch == 1, !node.isByItem, let shape = node.fullShape, shape.count > 0, shape.rank < 6
        else { return output }
        graph = try graph.appending(
            "\(node.name) with batch", BatchReshape(Shape([1] + shape.dimensions)), to: node.id)
        return ImportedNetwork.Output(name: output.name, layer: graph.nodes.count - 1)
    }

    private mutating func choose(
        _ output: ImportedNetwork.Output, among outputs: [ImportedNetwork.Output]
    ) {
        if let scores = ClassScores(behind: output.layer, of: graph) {
            graph = graph.with(logits: scores.layer, scoring: scores.scoring)
            name = output.name
        } else {
            remarks.append(ModelRemark.noRowOfScores(output.name).words)
        }
        if outputs.count > 1 {
            remarks.append(
                ModelRemark.severalOutputs(
                    chosen: output.name, others: outputs.map(\.name).filter { $0 != output.name }
                ).words)
        }
    }
}

extension Graph {
    /// A single score says how much speaks for the second of two classes, and as much against the first.
    ///
    /// - Returns: nil for a network with another number of scores.
    func withBothClasses() throws -> Graph? {
        guard classCount == 1, let score = logits else { return nil }
        let scoring: Graph.Scoring = scoring == .identity ? .identity : .sigmoid
        var graph = self
        if nodes[score].shape.rank != 1 { graph = try graph.appending("score", Reshape.flatten, to: score) }
        let row = nodes[score].shape.rank != 1 ? graph.nodes.count - 1 : score
        let weights = Tensor([2, 1], [-1, 1])
        let bias = scoring == .identity ? Tensor([2], [1, 0]) : nil
        graph = try graph.appending("both classes", Dense(weights: weights, bias: bias), to: row)
        return graph.with(logits: graph.nodes.count - 1, scoring: scoring)
    }

    /// The layers from which a layer is computed, however indirectly.
    func layers(under layer: Int) -> Set<Int> {
        var under: Set<Int> = []
        var open = nodes[layer].inputs
        while let next = open.popLast() {
            if under.insert(next).inserted { open += nodes[next].inputs }
        }
        return under
    }
}

/// A name that no output of a network has.
public struct UnknownOutput: ModelFileError, Equatable {
    public let path: String
    public let name: String
    public let known: [String]

    public static let examples = [UnknownOutput(path: "net.onnx", name: "boxes", known: ["scores"])]

    public var kind: RefusalKind { .usage }

    public var words: Words {
        "\(path) has no output called \(name); its outputs are \(known.joined(separator: ", "))."
    }
}
