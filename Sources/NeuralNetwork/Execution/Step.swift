import Tensors

/// What the executor runs as one operation: a layer, or several of which only the last one's output is read elsewhere.
struct Step {
    /// Nil for the input.
    let computation: (any Computation)?
    /// The layers it covers, in order; the last one's output is the step's.
    let nodes: [Int]
    /// The steps that it reads, in the computation's order.
    let inputs: [Int]
    /// The layers by themselves, as parts that read each other and ``inputs``.
    let parts: [Subnetwork.Part]
    /// Whether a layer before the last is a rectifier.
    let rectifiesInside: Bool
    /// Whether the last layer is one.
    let rectifies: Bool

    /// The steps of a graph.
    ///
    /// - Parameter rewrites: by which layers are computed together.
    static func all(of graph: Graph, rewrites: [any Rewrite] = Rewrites.all) -> [Step] {
        let program = Rewrites.applied(to: graph, rewrites)
        var stepOfNode: [Int: Int] = [:]
        return program.units.enumerated().map { index, unit in
            stepOfNode[unit.output] = index
            return Step(unit, of: graph, inputs: unit.inputs.map { stepOfNode[$0]! })
        }
    }

    private init(_ unit: Program.Unit, of graph: Graph, inputs: [Int]) {
        computation = unit.computation
        nodes = unit.nodes
        self.inputs = inputs
        parts = nodes.compactMap { id in
            graph.nodes[id].operation.map { operation in
                Subnetwork.Part(
                    operation: operation,
                    sources: graph.nodes[id].inputs.map { input in
                        unit.nodes.firstIndex(of: input).map(Subnetwork.Source.part)
                            ?? .input(unit.inputs.firstIndex(of: input)!)
                    })
            }
        }
        let rectifiers = parts.map(\.operation.rectifies)
        rectifiesInside = rectifiers.dropLast().contains(true)
        rectifies = rectifiers.last ?? false
    }
}
