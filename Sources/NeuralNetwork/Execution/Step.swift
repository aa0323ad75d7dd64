import Tensors

/// What the executor runs as one operation: a layer, or a convolution with the batch normalisation and the
/// activation after it.
struct Step {
    /// The operation of all the nodes together; nil for the input.
    let operation: (any Operator)?
    /// The layers it covers, in order; the last one's output is the step's.
    let nodes: [Int]
    /// The steps that it reads.
    let inputs: [Int]

    /// The steps of a graph, fused where a layer's only reader is no more than an ``Epilogue`` that it takes.
    static func all(of graph: Graph, fusesLayers: Bool = true) -> [Step] {
        var readers = [[Int]](repeating: [], count: graph.nodes.count)
        for node in graph.nodes {
            for input in node.inputs { readers[input].append(node.id) }
        }
        func soleReader(_ node: Int) -> Node? {
            guard readers[node].count == 1, node != graph.logits else { return nil }
            let reader = graph.nodes[readers[node][0]]
            return reader.isComputed ? reader : nil
        }
        var stepOfNode = [Int?](repeating: nil, count: graph.nodes.count)
        var steps: [Step] = []
        for node in graph.nodes where stepOfNode[node.id] == nil && node.isComputed {
            var operation = node.operation
            var covered = [node.id]
            if fusesLayers {
                while let next = soleReader(covered.last!), let epilogue = next.operation?.epilogue,
                    let fused = operation?.fused(with: epilogue)
                {
                    operation = fused
                    covered.append(next.id)
                }
            }
            for id in covered { stepOfNode[id] = steps.count }
            steps.append(
                Step(operation: operation, nodes: covered, inputs: node.inputs.map { stepOfNode[$0]! }))
        }
        return steps
    }
}
