import Tensors
import Words

/// Builds a graph layer by layer and checks every shape on the way.
public struct GraphBuilder {
    private let name: String
    private let batch: Int
    private let outputs: [Graph.Output]
    private var nodes: [Node]
    private var names: Set<String>
    /// The shape of every node's output with the batch; nil where there is none.
    private var shapes: [Shape?]
    /// For every node without an output the one because of which that is so.
    private var blockers: [Int: Int] = [:]

    /// The groups of the layers added next, outermost first.
    public var scope: [String] = []

    /// - Parameters:
    ///   - input: C×H×W of one picture.
    ///   - inputName: the input layer's name.
    ///   - batch: the first axis of the inputs for which the network is built, 1 unless its layers fix another.
    public init(name: String, input: Shape, inputName: String = "input", batch: Int = 1) {
        self.name = name
        self.batch = batch
        outputs = []
        nodes = [
            Node(
                id: 0, name: inputName, operation: nil, inputs: [], shape: input, isByItem: true,
                fullShape: Shape([batch] + input.dimensions),
                roles: AxisRole.ofInput(Shape([batch] + input.dimensions)), obstacle: nil, scope: [])
        ]
        names = [inputName]
        shapes = [Shape([batch] + input.dimensions)]
    }

    /// Goes on where a network ends; its outputs stay.
    public init(_ graph: Graph) {
        name = graph.name
        batch = graph.batch
        outputs = graph.outputs
        nodes = graph.nodes
        names = Set(graph.nodes.map(\.name))
        shapes = graph.nodes.map(\.fullShape)
        for node in nodes where node.fullShape == nil {
            noteBlocker(of: node.id, node.operation, node.inputs)
        }
    }

    /// The input layer.
    public var input: Int { 0 }

    /// The output's shape of a node added before, without the batch.
    public func shape(of node: Int) -> Shape { nodes[node].shape }

    /// The output's shape of a node added before with the batch, or nil for one that is not computed.
    public func fullShape(of node: Int) -> Shape? { shapes[node] }

    public func contains(_ name: String) -> Bool { names.contains(name) }

    /// A name that no layer has: the name itself, or with a number behind it, from 2 on. Numbers are given out in their order, so
    /// that the first free one is found by halving.
    public func freeName(_ name: String, separator: String) -> String {
        guard contains(name) else { return name }
        func isTaken(_ number: Int) -> Bool { contains("\(name)\(separator)\(number)") }
        var (taken, free) = (1, 2)
        while isTaken(free) { (taken, free) = (free, free * 2) }
        while free - taken > 1 {
            let middle = (taken + free) / 2
            if isTaken(middle) { taken = middle } else { free = middle }
        }
        return "\(name)\(separator)\(free)"
    }

    /// Adds a layer that reads the given nodes.
    ///
    /// - Returns: the new node.
    /// - Throws: ``GraphError`` for a name taken already or inputs that do not fit.
    public mutating func add(
        _ name: String, _ operation: any Operator, _ inputs: Int...
    ) throws(GraphError) -> Int {
        try add(name, operation, inputs)
    }

    /// Adds a layer that reads the given nodes. One with an ``Operator/obstacle``, or that reads a layer without an output, is
    /// part of the network without being computed.
    ///
    /// - Returns: the new node.
    /// - Throws: ``GraphError`` for a name taken already or inputs that do not fit.
    public mutating func add(
        _ name: String, _ operation: any Operator, _ inputs: [Int]
    ) throws(GraphError) -> Int {
        guard !names.contains(name) else { throw .duplicateName(name) }
        var obstacle = operation.obstacle
        if obstacle == nil, let blocked = inputs.first(where: { shapes[$0] == nil }) {
            obstacle = UncomputedInput.layer(nodes[blockers[blocked] ?? blocked].name).words
        }
        if obstacle != nil { noteBlocker(of: nodes.count, operation, inputs) }
        let shape =
            try obstacle == nil
            ? Graph.shape(of: operation, named: name, inputs: inputs.map { shapes[$0]! }) : nil
        let roles = shape.map { shape in
            operation.axes(
                of: inputs.map { RoleAxes(shape: shapes[$0]!, roles: nodes[$0].roles) }, output: shape)
        }
        names.insert(name)
        shapes.append(shape)
        nodes.append(
            Node(
                id: nodes.count, name: name, operation: operation, inputs: inputs,
                shape: shape?.withoutBatch ?? [], isByItem: shape?.dimensions.first == batch,
                fullShape: shape, roles: roles ?? [], obstacle: obstacle, scope: scope))
        return nodes.count - 1
    }

    /// Notes the unsupported layer because of which a node has no output: itself, or that of its first input without one.
    private mutating func noteBlocker(of node: Int, _ operation: (any Operator)?, _ inputs: [Int]) {
        let blocked = operation?.obstacle == nil ? inputs.first { shapes[$0] == nil } : nil
        blockers[node] = blocked.map { blockers[$0] ?? $0 } ?? node
    }

    /// The network of the layers added so far.
    ///
    /// - Parameters:
    ///   - logits: the class scores before any softmax or sigmoid, or nil for a network without a classifier; a layer that has no
    ///     output or no values is none.
    ///   - scoring: how they become probabilities.
    public func build(logits: Int?, scoring: Graph.Scoring = .softmax) -> Graph {
        Graph(
            name: name, nodes: nodes, logits: logits.flatMap { shapes[$0].map(\.count) ?? 0 > 0 ? $0 : nil },
            scoring: scoring,
            batch: batch, outputs: outputs)
    }
}
