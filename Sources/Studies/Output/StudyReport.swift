import Foundation

/// What a study came to, as JSON: what it is about, and every finding with its numbers and tables.
public struct StudyReport: Encodable {
    private let study: StudyDescription
    private let broken: [StudiedPicture]
    private let findings: [Finding]

    public init(_ results: StudyResults, _ findings: [Finding]) {
        study = results.study
        broken = results.broken
        self.findings = findings
    }

    private enum Key: String, CodingKey {
        case study, broken, findings
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(study, forKey: .study)
        try container.encode(broken, forKey: .broken)
        try container.encode(findings.map(Entry.init), forKey: .findings)
    }

    /// One finding: its name, sentences, numbers by their names, tables as lists of records.
    private struct Entry: Encodable {
        let finding: Finding

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: AnyKey.self)
            try container.encode(finding.name, forKey: AnyKey("name"))
            try container.encode(finding.title.english, forKey: AnyKey("title"))
            try container.encode(finding.sentences.map(\.english), forKey: AnyKey("sentences"))
            var values = container.nestedContainer(keyedBy: AnyKey.self, forKey: AnyKey("values"))
            for (name, value) in finding.values { try values.encode(value, forKey: AnyKey(name)) }
            var tables = container.nestedContainer(keyedBy: AnyKey.self, forKey: AnyKey("tables"))
            for table in finding.tables {
                var rows = tables.nestedUnkeyedContainer(forKey: AnyKey(table.name))
                for row in table.rows {
                    var record = rows.nestedContainer(keyedBy: AnyKey.self)
                    for (column, cell) in zip(table.columns, row) {
                        try record.encode(cell, forKey: AnyKey(column.english))
                    }
                }
            }
        }
    }
}

extension FindingTable.Cell: Encodable {
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .integer(let number): try container.encode(number)
        case .number(let number): try container.encode(number)
        case .words(let words): try container.encode(words.english)
        case .missing: try container.encodeNil()
        }
    }
}
