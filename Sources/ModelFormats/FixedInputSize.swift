import Words

/// A network that takes pictures of its own size, whatever is asked for.
public struct FixedInputSize: ModelFileError, Equatable {
    public let path: String
    /// Of the network's input.
    public let rows, columns: Int
    public let asked: InputSize

    public static let examples = [
        FixedInputSize(path: "net.keras", rows: 32, columns: 32, asked: InputSize(rows: 48, columns: 320))
    ]

    public var kind: RefusalKind { .usage }

    public var words: Words {
        "\(path) takes pictures of \(rows)×\(columns) only, not of \(asked.rows)×\(asked.columns)."
    }
}
