import NeuralNetwork

extension Graph {
    /// The attention that a layer belongs to: of those whose names begin with the same parts as the layer's, as those of a block
    /// do, the first that does not come before it, or else the last; nil for a network without attention.
    func attention(nearest layer: Node) -> Attention? {
        let parts = layer.name.nameParts
        let shared = attentions.map { nodes[$0.weights].name.nameParts.sharedStart(with: parts) }
        guard let most = shared.max() else { return nil }
        let alike = attentions.indices.filter { shared[$0] == most }.map { attentions[$0] }
        return alike.first { $0.weights >= layer.id } ?? alike.last
    }
}

extension String {
    fileprivate var nameParts: [Substring] { split { "./".contains($0) } }
}

extension [Substring] {
    /// How many parts at the start are the same.
    fileprivate func sharedStart(with other: [Substring]) -> Int {
        zip(self, other).prefix { $0 == $1 }.count
    }
}
