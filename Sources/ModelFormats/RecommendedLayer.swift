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
        var end = logits ?? lastComputed
        if logits == nil {
            let found = outputs.lazy.map { (layer: $0.layer, kind: OutputKind(of: $0, in: self)) }
            if let maps = found.first(where: { $0.kind == .classMaps }) {
                if let coarsest = coarsestMap(under: maps.layer, of: kinds) { return coarsest }
                end = maps.layer
            } else {
                for case (_, .boxes(let layout)) in found { end = layout.scores.layer }
            }
        }
        let maps = maps(onTheWayTo: end)
        let last = maps.last { kinds.contains($0.kind) } ?? maps.last { $0.kind != .input }
        // Where branches never meet again, the last map of any of them.
        return (last ?? nodes.last { $0.hasSpatialExtent && kinds.contains($0.kind) } ?? nodes[lastComputed])
            .name
    }

    /// The last of the coarsest maps below those of classes, which the others are made of by enlarging: where each place sees most of
    /// the photo.
    private func coarsestMap(under end: Int, of kinds: [LayerKind]) -> String? {
        let under = layers(under: end)
        let maps = nodes.filter { node in
            under.contains(node.id) && kinds.contains(node.kind) && node.isComputed && node.isByItem
                && node.map.map { $0.rows > 1 && $0.columns > 1 } ?? false
        }
        func places(_ node: Node) -> Int { node.map.map { $0.rows * $0.columns } ?? .max }
        guard let fewest = maps.map(places).min() else { return nil }
        return maps.last { places($0) == fewest }?.name
    }
}
