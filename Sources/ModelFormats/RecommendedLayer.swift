import NeuralNetwork
import Tensors

extension Graph {
    /// The layer at which Grad-CAM says most.
    ///
    /// - Parameter names: what a person or an architecture says, the first first; one that has no rows and columns here, as
    ///   for a very small input, does not count.
    /// - Returns: otherwise the last maps of the network, after their normalisation and activation.
    func recommendedLayer(preferring names: [String?]) -> String {
        for case let name? in names where node(named: name)?.hasSpatialExtent == true { return name }
        let kinds: [LayerKind] = [.convolution, .activation, .normalization, .merge]
        let last = nodes.last { $0.hasSpatialExtent && kinds.contains($0.kind) && isMap($0.shape) }
        return (last ?? nodes[lastComputed]).name
    }

    /// Whether the last two axes can be the picture's: where a network has its channels last for a while, they are not.
    private func isMap(_ shape: Shape) -> Bool {
        guard shape[1] <= inputShape[1], shape[2] <= inputShape[2] else { return false }
        return inputShape[1] != inputShape[2] || shape[1] == shape[2]
    }
}
