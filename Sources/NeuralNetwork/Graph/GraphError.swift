import Words

/// Why layers do not make a network.
public enum GraphError: Refusal, Equatable {
    case duplicateName(String)
    case shape(node: String, operation: Words, ShapeError)

    public var kind: RefusalKind { .badData }

    public var words: Words {
        switch self {
        case .duplicateName(let name): "Two layers are called \(name)."
        case .shape(let node, let operation, let error):
            "The layer \(node) (\(operation)) does not fit: \(error)."
        }
    }

    public static let examples: [GraphError] = [
        .duplicateName("conv1"),
        .shape(node: "conv1", operation: "Flatten", .inputCount(expected: 1, found: 2)),
    ]
}
