import NeuralNetwork

/// The operators that become layers, each one line of its family's table.
enum ONNXOperators {
    /// Adds the layers of a node and says what its outputs stand for.
    typealias Builder = @Sendable (ONNXNode, inout ONNXImporter) throws -> [ONNXSymbol]

    static let all: [String: Builder] = [
        activations, arithmetic, choices, convolutions, matrices, normalizations, poolings, reductions,
        shapes,
    ].reduce(into: [:]) { all, family in all.merge(family) { first, _ in first } }

    /// What a layer draws as where nothing is known but its operator.
    static let kinds: [String: LayerKind] = {
        var kinds: [String: LayerKind] = [:]
        for (family, kind) in [
            (convolutions, LayerKind.convolution), (matrices, .dense), (normalizations, .normalization),
            (poolings, .pooling), (reductions, .pooling), (shapes, .reshape),
        ] {
            for name in family.keys { kinds[name] = kind }
        }
        for name in ["Add", "Mul", "Sub", "Div", "Concat", "Sum", "Max", "Min"] { kinds[name] = .merge }
        for name in ["If", "Loop", "Scan"] { kinds[name] = .merge }
        return kinds
    }()
}
