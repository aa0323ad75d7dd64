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
        let kinds: [LayerKind] = [.convolution, .dense, .activation, .normalization, .merge]
        let maps = maps(onTheWayTo: logits ?? lastComputed)
        let last = maps.last { kinds.contains($0.kind) } ?? maps.last { $0.kind != .input }
        // Where branches never meet again, the last map of any of them.
        return (last ?? nodes.last { $0.hasSpatialExtent && kinds.contains($0.kind) } ?? nodes[lastComputed])
            .name
    }
}
