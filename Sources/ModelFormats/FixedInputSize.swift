import Words

/// A network that takes pictures of its own size, whatever is asked for.
public struct FixedInputSize: ModelFileError, Equatable {
    public let path: String
    /// Of the network's input.
    public let rows, columns: Int
    /// Nil for the photo's size.
    public let asked: InputSize?

    public static let examples = [
        FixedInputSize(path: "net.keras", rows: 32, columns: 32, asked: InputSize(rows: 48, columns: 320)),
        FixedInputSize(path: "net.keras", rows: 32, columns: 32, asked: nil),
    ]

    public var kind: RefusalKind { .usage }

    public var words: Words {
        guard let asked else {
            return "\(path) takes pictures of \(rows)×\(columns) only, not of the photo's size."
        }
        return "\(path) takes pictures of \(rows)×\(columns) only, not of \(asked.rows)×\(asked.columns)."
    }
}
