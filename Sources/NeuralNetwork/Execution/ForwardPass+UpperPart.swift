extension Graph {
    /// The layers that depend on one layer, as a network that takes that layer's output as its input.
    ///
    /// What they read besides is taken from a pass through the whole network, so that a layer inside a branch can be
    /// looked at while the other branches stay as they are.
    ///
    /// - Parameters:
    ///   - node: a computed layer with a batch in its output.
    ///   - pass: of one input through this network.
    /// - Returns: the network, and for each layer of this one its place in it, nil for those that are no part of it.
    public func upperPart(above node: Int, given pass: ForwardPass) throws -> (graph: Graph, places: [Int?]) {
        try upperPart(above: node) { try pass.output(of: $0).part(0) }
    }
}
