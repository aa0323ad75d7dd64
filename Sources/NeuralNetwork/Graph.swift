import Tensors

/// One layer of a network: an operation under the name that its source gave it.
public struct Node: Sendable, Identifiable {
    /// The position in ``Graph/nodes``.
    public let id: Int
    /// The source's name, unique in the graph: `block5_conv3`, `layer4.1.bn2`.
    public let name: String
    /// What is computed; nil for the network's input.
    public let operation: (any Operator)?
    /// The nodes whose outputs this one reads, in the operation's order.
    public let inputs: [Int]
    /// The output's shape for one picture, without the batch: C×H×W or F.
    public let shape: Shape
    /// The groups this layer lies in, outermost first: stage, then block.
    public let scope: [String]

    public var kind: LayerKind { operation?.kind ?? .input }
    /// What the layer does, for a person.
    public var summary: String { operation?.summary ?? "Input" }
    /// The number of trained values.
    public var parameterCount: Int { operation?.parameters.reduce(0) { $0 + $1.count } ?? 0 }
    /// Whether the output has rows and columns, more than one of them.
    public var hasSpatialExtent: Bool { shape.rank == 3 && shape[1] * shape[2] > 1 }
}

/// A network: layers in topological order, an immutable value.
public struct Graph: Sendable {
    public let name: String
    /// The first is the input; every node comes after those it reads.
    public let nodes: [Node]
    /// The node whose output is the class scores before any softmax, or nil for a network without a classifier.
    public let logits: Int?
    private let positions: [String: Int]

    fileprivate init(name: String, nodes: [Node], logits: Int?) {
        self.name = name
        self.nodes = nodes
        self.logits = logits
        positions = Dictionary(uniqueKeysWithValues: nodes.map { ($0.name, $0.id) })
    }

    /// The input's shape for one picture, C×H×W.
    public var inputShape: Shape { nodes[0].shape }

    /// The number of classes, or nil for a network without a classifier.
    public var classCount: Int? { logits.map { nodes[$0].shape.count } }

    public var parameterCount: Int { nodes.reduce(0) { $0 + $1.parameterCount } }

    public func node(named name: String) -> Node? { positions[name].map { nodes[$0] } }

    /// The shape of every node's output for an input N×C×H×W that may differ from ``inputShape`` in rows and columns.
    ///
    /// - Throws: ``GraphError`` at the first layer that does not take its inputs.
    public func shapes(forInput input: Shape) throws(GraphError) -> [Shape] {
        var shapes: [Shape] = []
        for node in nodes {
            shapes.append(
                try Self.shape(of: node.operation, named: node.name, inputs: node.inputs.map { shapes[$0] })
                    ?? input)
        }
        return shapes
    }

    fileprivate static func shape(
        of operation: (any Operator)?, named name: String, inputs: [Shape]
    ) throws(GraphError) -> Shape? {
        guard let operation else { return nil }
        do {
            return try operation.outputShape(of: inputs)
        } catch {
            throw GraphError.shape(node: name, operation: operation.summary, error)
        }
    }
}

/// Why layers do not make a network.
public enum GraphError: Error, Equatable, CustomStringConvertible {
    case duplicateName(String)
    case shape(node: String, operation: String, ShapeError)

    public var description: String {
        switch self {
        case .duplicateName(let name): "Two layers are called \(name)."
        case .shape(let node, let operation, let error):
            "The layer \(node) (\(operation)) does not fit: \(error)."
        }
    }
}

/// Builds a graph layer by layer and checks every shape on the way.
public struct GraphBuilder {
    private let name: String
    private var nodes: [Node]
    private var names: Set<String>

    /// The groups of the layers added next, outermost first.
    public var scope: [String] = []

    /// - Parameters:
    ///   - input: C×H×W of one picture.
    ///   - inputName: the input layer's name.
    public init(name: String, input: Shape, inputName: String = "input") {
        self.name = name
        nodes = [Node(id: 0, name: inputName, operation: nil, inputs: [], shape: input, scope: [])]
        names = [inputName]
    }

    /// The input layer.
    public var input: Int { 0 }

    /// The output's shape of a node added before, without the batch.
    public func shape(of node: Int) -> Shape { nodes[node].shape }

    /// Adds a layer that reads the given nodes.
    ///
    /// - Returns: the new node.
    /// - Throws: ``GraphError`` for a name taken already or inputs that do not fit.
    public mutating func add(
        _ name: String, _ operation: any Operator, _ inputs: Int...
    ) throws(GraphError) -> Int {
        guard names.insert(name).inserted else { throw .duplicateName(name) }
        let shapes = inputs.map { Shape([1] + nodes[$0].shape.dimensions) }
        let shape = try Graph.shape(of: operation, named: name, inputs: shapes)!
        nodes.append(
            Node(
                id: nodes.count, name: name, operation: operation, inputs: inputs, shape: shape.withoutBatch,
                scope: scope))
        return nodes.count - 1
    }

    /// The network of the layers added so far.
    ///
    /// - Parameter logits: the class scores before any softmax, or nil for a network without a classifier.
    public func build(logits: Int?) -> Graph { Graph(name: name, nodes: nodes, logits: logits) }
}
