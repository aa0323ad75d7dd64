import Figures
import Imaging
import Words

/// What an analysis came to: sentences, tables and figures, from which the terminal, JSON and the report are made.
public struct Finding: Sendable {
    /// The analysis's name.
    public let name: String
    public let title: Words
    /// What was found, the most important first, one sentence each.
    public var sentences: [Words] = []
    /// Numbers that a program may want, by their names.
    public var values: [(name: String, value: FindingTable.Cell)] = []
    public var tables: [FindingTable] = []
    public var figures: [FindingFigure] = []

    public init(name: String, title: Words) {
        self.name = name
        self.title = title
    }

    /// Everything that it says to people.
    public var words: [Words] {
        let cells = tables.flatMap { table in
            [table.title] + table.columns
                + table.rows.joined().compactMap { if case .words(let words) = $0 { words } else { nil } }
        }
        return [title] + sentences + cells + figures.map(\.caption)
    }

    public mutating func add(_ name: String, _ value: FindingTable.Cell) { values.append((name, value)) }
}

/// Rows under names of columns.
public struct FindingTable: Sendable {
    public enum Cell: Sendable, Equatable {
        case text(String)
        case integer(Int)
        /// A share, a score, a value.
        case number(Double)
        /// What differs between languages.
        case words(Words)
        case missing

        /// The name of a class.
        static func className(_ name: String) -> Cell { .words(Words(className: name)) }

        public init(_ number: Double?) { self = number.map { .number($0) } ?? .missing }
    }

    /// The key in JSON: `perClass`.
    public let name: String
    public let title: Words
    /// In English they are the keys in JSON.
    public let columns: [Words]
    public private(set) var rows: [[Cell]] = []
    /// Rows that the terminal and the report show at most; JSON has all.
    public let shownRows: Int

    public init(_ name: String, _ title: Words, columns: [Words], shownRows: Int = 20) {
        self.name = name
        self.title = title
        self.columns = columns
        self.shownRows = shownRows
    }

    public mutating func add(_ cells: [Cell]) {
        precondition(cells.count == columns.count)
        rows.append(cells)
    }
}

/// A picture of the report.
public struct FindingFigure: Sendable {
    public enum Content: Sendable {
        case picture(Picture)
        /// Its texts are in a language.
        case drawing(@Sendable (Language) -> Figure)
    }

    public let caption: Words
    public let content: Content
    /// What its file is called: `confusion`; nil for one that is part of the report only.
    public let name: String?

    public init(_ caption: Words, _ content: Content, name: String? = nil) {
        self.caption = caption
        self.content = content
        self.name = name
    }
}
