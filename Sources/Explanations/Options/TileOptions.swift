import Words

/// Rows and columns of tiles, each from 1 to 1000; written as `4x16`.
public struct GridSize: Sendable, Equatable, CustomStringConvertible {
    public var rows: Int
    public var columns: Int

    public init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
    }

    /// Two whole numbers from 1 to 1000 with an x between them; nil for any other text.
    init?(_ text: String) {
        let parts = text.lowercased().split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let rows = parts[0], let columns = parts[1], (1...1000).contains(rows),
            (1...1000).contains(columns)
        else { return nil }
        self.init(rows: rows, columns: columns)
    }

    public var description: String { "\(rows)x\(columns)" }

    var count: Int { rows * columns }
}

/// How methods that show many tiles divide them into pages.
public struct TileOptions: Sendable, Equatable {
    var grid: GridSize
    /// From 1; beyond the last page it is the last.
    var page = 1

    init(_ grid: GridSize) {
        self.grid = grid
    }

    /// The number of the first tile on the page, from 0.
    var first: Int { (page - 1) * grid.count }

    /// How many pages some tiles take.
    func pageCount(of tiles: Int) -> Int { (tiles + grid.count - 1) / grid.count }

    /// The tiles on the page; beyond the last page it is the last.
    func tiles(of count: Int) -> Range<Int> {
        let start = min(page - 1, (count - 1) / grid.count) * grid.count
        return start..<min(start + grid.count, count)
    }

    /// The fields as those of a structure that embeds this one.
    static func fields<Outer>(
        in path: WritableKeyPath<Outer, TileOptions> & Sendable, _ stage: MethodOption.Stage
    ) -> [OptionField<Outer>] {
        [
            OptionField<TileOptions>.grid("grid", \.grid, stage, "Rows and columns of tiles on a page."),
            .integer(
                "page", \.page, 1...100_000, stage, role: .page,
                "Which page of tiles; beyond the last one it is the last."),
        ].map { $0.embedded(in: path) }
    }
}
