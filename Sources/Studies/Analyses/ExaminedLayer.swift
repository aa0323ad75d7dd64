import NeuralNetwork

/// A layer whose channels are looked at: a layer with weights together with the normalisation and the activation after it.
struct ExaminedLayer {
    /// The last of them, whose output is looked at.
    let node: Node
    /// The activation's bounds; an infinite one where there is none.
    let bounds: (low: Float, high: Float)

    static func all(of graph: Graph) -> [ExaminedLayer] {
        var readers = [[Int]](repeating: [], count: graph.nodes.count)
        for node in graph.nodes { for input in Set(node.inputs) { readers[input].append(node.id) } }
        var seen: Set<Int> = []
        return graph.nodes.compactMap { node in
            guard node.isComputed, node.isByItem, !node.isEmpty,
                node.kind == .convolution || node.kind == .dense
            else { return nil }
            var last = node
            while readers[last.id].count == 1 {
                let next = graph.nodes[readers[last.id][0]]
                guard next.operation is BatchNormalization || next.operation is ActivationLayer,
                    next.isComputed
                else { break }
                last = next
            }
            guard last.id != graph.logits, !isBehindLogits(last.id, graph), seen.insert(last.id).inserted,
                last.map != nil || last.shape.rank == 1
                    || last.shape.dimensions.dropFirst().allSatisfy({ $0 == 1 })
            else { return nil }
            return ExaminedLayer(node: last, bounds: bounds(of: last))
        }
    }

    private static func isBehindLogits(_ node: Int, _ graph: Graph) -> Bool {
        graph.logits.map { node > $0 } ?? false
    }

    private static func bounds(of node: Node) -> (Float, Float) {
        let activation: Activation? =
            switch node.operation {
            case let layer as ActivationLayer: layer.activation
            case let layer as Convolution: layer.activation
            case let layer as Dense: layer.activation
            default: nil
            }
        return switch activation {
        case .relu?: (0, .infinity)
        case .relu6?: (0, 6)
        case .clip(let low, let high)?: (low, high)
        case .sigmoid?, .hardSigmoid?: (0, 1)
        case .tanh?: (-1, 1)
        default: (-.infinity, .infinity)
        }
    }
}
