/// A way to compute layers together, or otherwise than written, that leaves every layer's value and gradient what they are.
protocol Rewrite: Sendable {
    /// What it does, for `glassbox layers --rewrites`.
    var summary: String { get }
    func apply(to program: inout Program)
}

/// All rewrites, in the order in which they are applied.
enum Rewrites {
    static let all: [any Rewrite] = [
        WrittenOutActivations(),
        WrittenOutNormalizations(),
        ProductTails(),
        ChannelShuffles(),
        ChannelConstants(),
        PaddedWindows(),
        FusedEpilogues(),
        ResidualSums(),
        FusedEpilogues(),
    ]

    /// Those that relevance needs: what is written out has rules of its own, and each step stays one operator.
    static let forRelevance: [any Rewrite] = [
        WrittenOutActivations(), WrittenOutNormalizations(), FoldedNormalizations(),
    ]

    /// A network with all that could be rewritten.
    static func applied(to graph: Graph, _ rewrites: [any Rewrite] = all) -> Program {
        var program = Program(graph)
        for rewrite in rewrites { rewrite.apply(to: &program) }
        return program
    }
}
