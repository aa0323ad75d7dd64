import Foundation
import Tensors

/// A network: layers in topological order, an immutable value.
public struct Graph: Sendable {
    public let name: String
    /// The first is the input; every node comes after those it reads.
    public let nodes: [Node]
    /// The node that puts out the class scores before any softmax, or nil for a network without a classifier.
    public let logits: Int?
    /// How the class scores become probabilities.
    public let scoring: Scoring
    /// What the network puts out, in its source's order; where the source names nothing, the class scores or else the last layer
    /// that is computed.
    public let outputs: [Output]
    /// Items of the batch for which the network was built; 1 but for networks that fix another number.
    public let batch: Int
    private let index: Index

    /// What is found among the layers once.
    private final class Index: Sendable {
        let positions: [String: Int]
        let attentions: [Attention]

        init(_ nodes: [Node]) {
            positions = Dictionary(uniqueKeysWithValues: nodes.map { ($0.name, $0.id) })
            attentions = Attention.all(in: nodes)
        }
    }

    /// How class scores become probabilities.
    public enum Scoring: Sendable, Hashable {
        /// Together they are 1: exp(s) / Σexp(s).
        case softmax
        /// Each by itself: 1 / (1 + exp(−s)).
        case sigmoid
        /// They are probabilities already, as the mean of several softmaxes is.
        case identity
        /// They are numbers of any size and no probabilities, such as a difference of two scores.
        case number

        /// Whether what the scores mean are probabilities.
        public var givesProbabilities: Bool { self != .number }

        /// What class scores mean as probabilities, 0…1, one for each; the scores themselves for ``number``.
        public func probabilities(of scores: UnsafeBufferPointer<Float>) -> [Double] {
            switch self {
            case .softmax:
                let greatest = Double(scores.max() ?? 0)
                let shares = scores.map { exp(Double($0) - greatest) }
                let sum = shares.reduce(0, +)
                return shares.map { $0 / sum }
            case .sigmoid: return scores.map { 1 / (1 + exp(-Double($0))) }
            case .identity, .number: return scores.map(Double.init)
            }
        }
    }

    /// One of a network's outputs.
    public struct Output: Sendable, Hashable {
        /// The name that the source gives it.
        public let name: String
        /// The place of its layer among the nodes.
        public let layer: Int

        public init(name: String, layer: Int) {
            self.name = name
            self.layer = layer
        }
    }

    /// - Parameter outputs: those that the source names.
    init(name: String, nodes: [Node], logits: Int?, scoring: Scoring, batch: Int, outputs: [Output]) {
        self.name = name
        self.nodes = nodes
        self.logits = logits
        self.scoring = scoring
        self.batch = batch
        let last = nodes[logits ?? nodes.last(where: \.isComputed)!.id]
        self.outputs = outputs.isEmpty ? [Output(name: last.name, layer: last.id)] : outputs
        index = Index(nodes)
    }

    /// The attentions of its layers, in order.
    public var attentions: [Attention] { index.attentions }

    /// The input's shape for one picture, C×H×W.
    public var inputShape: Shape { nodes[0].shape }

    /// The number of classes, or nil for a network without a classifier.
    public var classCount: Int? { logits.map { nodes[$0].shape.count } }

    /// The last layer that the engine computes.
    public var lastComputed: Int { nodes.last(where: { $0.isComputed })!.id }

    public var parameterCount: Int { nodes.reduce(0) { $0 + $1.parameterCount } }

    /// The same layers with class scores.
    ///
    /// - Parameter logits: a layer that is computed.
    public func with(logits: Int, scoring: Scoring) -> Graph {
        Graph(name: name, nodes: nodes, logits: logits, scoring: scoring, batch: batch, outputs: outputs)
    }

    /// The same layers with names for what the network puts out.
    ///
    /// - Parameter outputs: layers that are computed; empty for those that an unnamed network has.
    public func with(outputs: [Output]) -> Graph {
        Graph(name: name, nodes: nodes, logits: logits, scoring: scoring, batch: batch, outputs: outputs)
    }

    /// The same layers and one more, which reads a layer that is computed.
    ///
    /// - Parameter name: a number is added where it is taken.
    public func appending(_ name: String, _ operation: any Operator, to node: Int) throws(GraphError) -> Graph
    {
        var builder = GraphBuilder(self)
        _ = try builder.add(builder.freeName(name, separator: " "), operation, node)
        return builder.build(logits: logits, scoring: scoring)
    }

    /// The same network with other operations in some layers.
    ///
    /// - Parameter operations: for layers, by their place; of the same output for the same inputs.
    func replacing(_ operations: [Int: any Operator]) -> Graph {
        let nodes = nodes.map { node in
            Node(
                id: node.id, name: node.name, operation: operations[node.id] ?? node.operation,
                inputs: node.inputs, shape: node.shape, isByItem: node.isByItem,
                fullShape: node.fullShape, roles: node.roles, obstacle: node.obstacle,
                scope: node.scope)
        }
        return Graph(
            name: name, nodes: nodes, logits: logits, scoring: scoring, batch: batch, outputs: outputs)
    }

    /// The same network with other values in the places of other inputs.
    ///
    /// - Parameter values: for layers that are such inputs, without the batch.
    package func giving(_ values: [Int: Tensor]) -> Graph {
        replacing(values.mapValues { FixedInput($0, isOther: true) })
    }

    public func node(named name: String) -> Node? { index.positions[name].map { nodes[$0] } }

    /// The shape of every node's output for an input N×C×H×W that may differ from ``inputShape`` in rows and columns; nil
    /// for layers that are not computed.
    ///
    /// - Throws: ``GraphError`` at the first layer that does not take its inputs.
    public func shapes(forInput input: Shape) throws(GraphError) -> [Shape?] {
        var shapes: [Shape?] = []
        for node in nodes {
            guard let operation = node.operation, node.isComputed else {
                shapes.append(node.isComputed ? input : nil)
                continue
            }
            shapes.append(
                try Self.shape(of: operation, named: node.name, inputs: node.inputs.map { shapes[$0]! }))
        }
        return shapes
    }

    /// Elements that one layer's output may have, so that a network out of a file cannot ask for all the memory.
    private static let elementLimit = 1 << 31

    static func shape(
        of operation: any Operator, named name: String, inputs: [Shape]
    ) throws(GraphError) -> Shape {
        do throws(ShapeError) {
            let shape = try operation.outputShape(of: inputs)
            var count = 1
            for extent in shape.dimensions {
                let (product, overflow) = count.multipliedReportingOverflow(by: extent)
                guard !overflow, product <= elementLimit else { throw .tooLarge(shape) }
                count = product
            }
            guard shape.rank <= MemoryDescriptor.maximumRank else {
                throw .rank(expected: MemoryDescriptor.maximumRank, found: shape)
            }
            return shape
        } catch {
            throw GraphError.shape(node: name, operation: operation.summary, error)
        }
    }
}
