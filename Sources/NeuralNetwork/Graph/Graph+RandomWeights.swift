import Tensors

extension Graph {
    /// The same network with random weights in some layers: uniform numbers of the mean and the deviation that the trained
    /// ones have, so that activations keep their size.
    ///
    /// - Parameters:
    ///   - layers: some of ``layersWithWeights``.
    ///   - seed: the same seed gives the same weights, whatever other layers get.
    public func withRandomWeights(in layers: some Sequence<Int>, seed: UInt64) -> Graph {
        var operations: [Int: any Operator] = [:]
        for layer in layers {
            operations[layer] = nodes[layer].operation?.randomization?(
                RandomWeights(seed: SplitMix64.output(seed) &+ UInt64(layer)))
        }
        return replacing(operations)
    }

    /// Convolutions, dense layers and layers made of them on which the class scores depend (all layers of a network without a
    /// classifier), from the input up.
    public var layersWithWeights: [Int] {
        var isNeeded = [Bool](repeating: logits == nil, count: nodes.count)
        if let logits {
            isNeeded[logits] = true
            for node in nodes[...logits].reversed() where isNeeded[node.id] {
                for input in node.inputs { isNeeded[input] = true }
            }
        }
        return nodes.filter { isNeeded[$0.id] && $0.operation?.randomization != nil }.map(\.id)
    }
}
