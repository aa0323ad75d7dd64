import Tensors

/// A network on its way to what is run: at first a unit for each layer, then rewrites make units of several layers.
struct Program {
    let graph: Graph
    /// By the layer whose output a unit has; nil for layers inside a unit and for those that are not computed.
    private var unitOfNode: [Unit?]
    /// For each layer, the units that read its output, one entry for each time.
    private var readers: [[Int]]
    /// What was rewritten, in order.
    private(set) var changes: [Change] = []

    /// What is computed as one.
    struct Unit {
        /// Nil for the input.
        let computation: (any Computation)?
        /// The layers it covers, in order.
        let nodes: [Int]
        /// The layers whose outputs it reads, in the computation's order.
        let inputs: [Int]

        /// The layer whose output it has.
        var output: Int { nodes.last! }
        /// The layer's operation, where nothing is rewritten yet.
        func operation<Operation: Operator>(_ type: Operation.Type = Operation.self) -> Operation? {
            computation as? Operation
        }
    }

    /// A rewrite of some layers.
    struct Change {
        let rewrite: any Rewrite
        /// All layers that the unit covers now.
        let nodes: [Int]
    }

    init(_ graph: Graph) {
        self.graph = graph
        unitOfNode = graph.nodes.map { node in
            node.isComputed ? Unit(computation: node.operation, nodes: [node.id], inputs: node.inputs) : nil
        }
        readers = [[Int]](repeating: [], count: graph.nodes.count)
        for node in graph.nodes where node.isComputed {
            for input in node.inputs { readers[input].append(node.id) }
        }
    }

    /// In an order in which each unit reads only those before it.
    var units: [Unit] { unitOfNode.compactMap(\.self) }

    /// The unit that puts out a layer's output; nil where that is inside a unit.
    func unit(_ node: Int) -> Unit? { unitOfNode[node] }

    /// The shape of a layer's output for one picture.
    func shape(_ node: Int) -> Shape { graph.nodes[node].shape }

    /// The unit that alone reads a layer's output, once; nil where others do or a person asks for it in any case.
    func soleReader(of node: Int) -> Unit? {
        guard readers[node].count == 1, node != graph.logits else { return nil }
        return unitOfNode[readers[node][0]]
    }

    /// Whether only some units read a layer's output.
    func isRead(_ node: Int, onlyBy units: [Int]) -> Bool {
        node != graph.logits && !readers[node].isEmpty && readers[node].allSatisfy(units.contains)
    }

    /// Makes some units one, if no unit beside them reads what they put out, but for the last of them.
    ///
    /// - Parameters:
    ///   - outputs: of the units.
    ///   - computation: has the last one's output.
    ///   - inputs: the layers that it reads, all that the units read of others.
    /// - Returns: whether they are one now.
    @discardableResult
    mutating func merge(
        _ outputs: [Int], into computation: any Computation, reading inputs: [Int], by rewrite: any Rewrite
    ) -> Bool {
        let members = outputs.sorted().compactMap { unitOfNode[$0] }
        guard members.count == outputs.count, let last = members.last,
            members.dropLast().allSatisfy({ isRead($0.output, onlyBy: outputs) }),
            Set(members.flatMap(\.inputs)).subtracting(outputs) == Set(inputs)
        else { return false }
        for member in members {
            for input in member.inputs { readers[input].removeAll { $0 == member.output } }
            unitOfNode[member.output] = nil
        }
        for input in inputs { readers[input].append(last.output) }
        let nodes = members.flatMap(\.nodes).sorted()
        unitOfNode[last.output] = Unit(computation: computation, nodes: nodes, inputs: inputs)
        changes.append(Change(rewrite: rewrite, nodes: nodes))
        return true
    }
}
