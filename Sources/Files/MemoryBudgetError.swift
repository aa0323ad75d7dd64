import Words

/// What a network asks for is more than it may have.
public enum MemoryBudgetError: Refusal, Equatable {
    /// Memory that a pass through a network needs, with its largest layer.
    case bytes(String, needed: Int, limit: Int)
    /// Elements of constants that are computed while a file, which is named, is read, with the node that goes too far.
    case elements(String, at: String, count: Int, limit: Int)

    public var kind: RefusalKind {
        switch self {
        case .bytes: .unavailable
        case .elements: .badData
        }
    }

    public static let examples: [MemoryBudgetError] = [
        .bytes("conv1", needed: 8 << 30, limit: 4 << 30),
        .elements("net.onnx", at: "mask", count: 1 << 28, limit: 1 << 25),
    ]

    public var words: Words {
        switch self {
        case .bytes(let name, let needed, let limit):
            "The network needs \(needed.asMegabytes) of memory (its largest layer is \(name)), and \(limit.asMegabytes) may be used; close other programs, or allow more with --memory-limit."
        case .elements(let path, let name, let count, let limit):
            "The network in \(path) cannot be used: up to \(name), \(count) values of constants are computed, and a file of its size may ask for \(limit)."
        }
    }
}
