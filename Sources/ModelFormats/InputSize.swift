import Words

/// Rows and columns of a network's input, as a person writes them: `224`, or `48x320`.
public struct InputSize: Sendable, Hashable, LosslessStringConvertible {
    public let rows, columns: Int

    /// Rows and columns that a network may be given.
    public static let allowed = 8...2048

    /// What an error says of them.
    static var allowedClause: Words { "the sizes go from \(allowed.lowerBound) to \(allowed.upperBound)" }

    public init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
    }

    /// One number for a square, or rows, `x` or `×`, and columns; nil for anything else.
    public init?(_ description: String) {
        let parts = description.split(omittingEmptySubsequences: false) { "x×X".contains($0) }.map { Int($0) }
        guard let rows = parts[0], parts.count <= 2, let columns = parts.last ?? nil else { return nil }
        self.init(rows: rows, columns: columns)
    }

    public var description: String { rows == columns ? "\(rows)" : "\(rows)x\(columns)" }

    /// Whether a network may be given pictures of it.
    public var isAllowed: Bool { Self.allowed.contains(rows) && Self.allowed.contains(columns) }
}
