import NeuralNetwork

extension Graph {
    /// Whether the class scores are computed, however indirectly, from a layer's output.
    func logitsDepend(on node: Int) -> Bool {
        guard let logits else { return false }
        var isReached = [Bool](repeating: false, count: nodes.count)
        isReached[node] = true
        for later in nodes[(node + 1)...] where later.isComputed {
            isReached[later.id] = later.inputs.contains { isReached[$0] }
        }
        return isReached[logits]
    }
}
