/// Layers that the engine computes otherwise than they are written.
public struct RewrittenLayers: Sendable {
    /// What is done.
    public let rewrite: String
    /// All layers that are computed together then, in order.
    public let layers: [String]
}

extension Graph {
    /// What the engine does to the network before it runs it, in order. It changes no layer's value.
    public var rewrites: [RewrittenLayers] {
        Rewrites.applied(to: self).changes.map { change in
            RewrittenLayers(rewrite: change.rewrite.summary, layers: change.nodes.map { nodes[$0].name })
        }
    }
}
