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
    /// The output's shape for one picture, without the batch: C×H×W or F. Without meaning where ``obstacle`` says that
    /// there is no output.
    public let shape: Shape
    /// Why the layer has no output, one clause, or nil where it has.
    public let obstacle: String?
    /// The groups this layer lies in, outermost first: stage, then block.
    public let scope: [String]

    public var kind: LayerKind { operation?.kind ?? .input }
    /// Whether the engine computes the layer.
    public var isComputed: Bool { obstacle == nil }
    /// What the layer does, for a person.
    public var summary: String { operation?.summary ?? "Input" }
    /// The number of trained values.
    public var parameterCount: Int { operation?.parameters.reduce(0) { $0 + $1.count } ?? 0 }
    /// Whether the output has rows and columns, more than one of them.
    public var hasSpatialExtent: Bool { isComputed && shape.rank == 3 && shape[1] * shape[2] > 1 }
}

/// A network: layers in topological order, an immutable value.
public struct Graph: Sendable {
    public let name: String
    /// The first is the input; every node comes after those it reads.
    public let nodes: [Node]
    /// The node whose output is the class scores before any softmax, or nil for a network without a classifier.
    public let logits: Int?
    /// How the class scores become probabilities.
    public let scoring: Scoring
    /// Items of the batch for which the network was built; 1 but for networks that fix another number.
    public let batch: Int
    private let positions: [String: Int]

    /// How class scores become probabilities.
    public enum Scoring: Sendable, Hashable {
        /// Together they are 1: exp(s) / Σexp(s).
        case softmax
        /// Each by itself: 1 / (1 + exp(−s)). A single score is that of the one class the network knows.
        case sigmoid
    }

    fileprivate init(name: String, nodes: [Node], logits: Int?, scoring: Scoring, batch: Int) {
        self.name = name
        self.nodes = nodes
        self.logits = logits
        self.scoring = scoring
        self.batch = batch
        positions = Dictionary(uniqueKeysWithValues: nodes.map { ($0.name, $0.id) })
    }

    /// The input's shape for one picture, C×H×W.
    public var inputShape: Shape { nodes[0].shape }

    /// The number of classes, or nil for a network without a classifier.
    public var classCount: Int? { logits.map { nodes[$0].shape.count } }

    /// The last layer that the engine computes.
    public var lastComputed: Int { nodes.last(where: { $0.isComputed })!.id }

    public var parameterCount: Int { nodes.reduce(0) { $0 + $1.parameterCount } }

    /// The same network with other operations in some layers.
    ///
    /// - Parameter operations: for layers, by their place; of the same output for the same inputs.
    func replacing(_ operations: [Int: any Operator]) -> Graph {
        let nodes = nodes.map { node in
            Node(
                id: node.id, name: node.name, operation: operations[node.id] ?? node.operation,
                inputs: node.inputs, shape: node.shape, obstacle: node.obstacle, scope: node.scope)
        }
        return Graph(name: name, nodes: nodes, logits: logits, scoring: scoring, batch: batch)
    }

    public func node(named name: String) -> Node? { positions[name].map { nodes[$0] } }

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

    fileprivate static func shape(
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
    private let batch: Int
    private var nodes: [Node]
    private var names: Set<String>
    /// Of every node's output with the batch; nil where there is none.
    private var shapes: [Shape?]

    /// The groups of the layers added next, outermost first.
    public var scope: [String] = []

    /// - Parameters:
    ///   - input: C×H×W of one picture.
    ///   - inputName: the input layer's name.
    ///   - batch: the first axis of the inputs for which the network is built, 1 unless its layers fix another.
    public init(name: String, input: Shape, inputName: String = "input", batch: Int = 1) {
        self.name = name
        self.batch = batch
        nodes = [
            Node(id: 0, name: inputName, operation: nil, inputs: [], shape: input, obstacle: nil, scope: [])
        ]
        names = [inputName]
        shapes = [Shape([batch] + input.dimensions)]
    }

    /// The input layer.
    public var input: Int { 0 }

    /// The output's shape of a node added before, without the batch.
    public func shape(of node: Int) -> Shape { nodes[node].shape }

    /// The output's shape of a node added before with the batch, or nil for one that is not computed.
    public func fullShape(of node: Int) -> Shape? { shapes[node] }

    public func contains(_ name: String) -> Bool { names.contains(name) }

    /// Adds a layer that reads the given nodes.
    ///
    /// - Returns: the new node.
    /// - Throws: ``GraphError`` for a name taken already or inputs that do not fit.
    public mutating func add(
        _ name: String, _ operation: any Operator, _ inputs: Int...
    ) throws(GraphError) -> Int {
        try add(name, operation, inputs)
    }

    /// Adds a layer that reads the given nodes. One that is ``Unsupported``, or that reads a layer without an output, is
    /// part of the network without being computed.
    ///
    /// - Returns: the new node.
    /// - Throws: ``GraphError`` for a name taken already or inputs that do not fit.
    public mutating func add(
        _ name: String, _ operation: any Operator, _ inputs: [Int]
    ) throws(GraphError) -> Int {
        guard !names.contains(name) else { throw .duplicateName(name) }
        var obstacle = (operation as? Unsupported)?.reason
        if obstacle == nil, let blocked = inputs.first(where: { shapes[$0] == nil }) {
            obstacle = "it comes after \(firstObstacle(before: blocked).name), which is not computed"
        }
        let shape =
            try obstacle == nil
            ? Graph.shape(of: operation, named: name, inputs: inputs.map { shapes[$0]! }) : nil
        names.insert(name)
        shapes.append(shape)
        nodes.append(
            Node(
                id: nodes.count, name: name, operation: operation, inputs: inputs,
                shape: shape?.withoutBatch ?? [], obstacle: obstacle, scope: scope))
        return nodes.count - 1
    }

    /// The unsupported layer because of which a node has no output.
    private func firstObstacle(before node: Int) -> Node {
        var node = nodes[node]
        while !(node.operation is Unsupported), let next = node.inputs.first(where: { shapes[$0] == nil }) {
            node = nodes[next]
        }
        return node
    }

    /// The network of the layers added so far.
    ///
    /// - Parameters:
    ///   - logits: the class scores before any softmax or sigmoid, or nil for a network without a classifier.
    ///   - scoring: how they become probabilities.
    public func build(logits: Int?, scoring: Graph.Scoring = .softmax) -> Graph {
        Graph(
            name: name, nodes: nodes, logits: logits.flatMap { shapes[$0] == nil ? nil : $0 },
            scoring: scoring,
            batch: batch)
    }
}
