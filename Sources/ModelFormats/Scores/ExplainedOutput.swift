import NeuralNetwork
import Tensors
import Words

/// The output of a network that is explained, where it has several.
struct ExplainedOutput {
    /// The network with the scores that are explained; a single score is one of two classes.
    private(set) var graph: Graph
    /// What was chosen or taken for granted, one sentence each.
    private(set) var remarks: [Words] = []

    /// - Parameters:
    ///   - name: the output that a person asks for; nil for the first that looks like class scores and is not what another one of
    ///     them is made of.
    ///   - path: for the error.
    /// - Throws: ``UnknownOutput`` for a name that no output has.
    init(of network: ImportedNetwork, named name: String?, path: String) throws {
        graph = network.graph
        let outputs = network.outputs
        if let name {
            guard let output = outputs.first(where: { $0.name == name }) else {
                throw UnknownOutput(path: path, name: name, known: outputs.map(\.name))
            }
            choose(output, among: outputs)
        } else if graph.logits == nil {
            let rows = outputs.filter { ClassScores(behind: $0.layer, of: network.graph) != nil }
            let made = rows.filter { row in
                !rows.contains { $0.layer != row.layer && network.graph.depends($0.layer, on: row.layer) }
            }
            if let output = made.first { choose(output, among: outputs) }
        }
        try explainBothClasses()
    }

    private mutating func choose(
        _ output: ImportedNetwork.Output, among outputs: [ImportedNetwork.Output]
    ) {
        if let scores = ClassScores(behind: output.layer, of: graph) {
            graph = graph.with(logits: scores.layer, scoring: scores.scoring)
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

    /// A single score says how much speaks for the second of two classes, and as much against the first.
    private mutating func explainBothClasses() throws {
        guard graph.classCount == 1, let score = graph.logits else { return }
        let scoring: Graph.Scoring = graph.scoring == .identity ? .identity : .sigmoid
        if graph.nodes[score].shape.rank != 1 {
            graph = try graph.appending("score", Reshape.flatten, to: score)
        }
        let row = graph.nodes[score].shape.rank != 1 ? graph.nodes.count - 1 : score
        let weights = Tensor([2, 1], [-1, 1])
        let bias = scoring == .identity ? Tensor([2], [1, 0]) : nil
        graph = try graph.appending("both classes", Dense(weights: weights, bias: bias), to: row)
        graph = graph.with(logits: graph.nodes.count - 1, scoring: scoring)
        remarks.append(ModelRemark.oneScore.words)
    }
}

extension Graph {
    /// Whether a layer is computed, however indirectly, from another.
    fileprivate func depends(_ node: Int, on other: Int) -> Bool {
        guard other < node else { return false }
        var isReached = [Bool](repeating: false, count: nodes.count)
        isReached[other] = true
        for later in nodes[(other + 1)...node] {
            isReached[later.id] = later.inputs.contains { isReached[$0] }
        }
        return isReached[node]
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
