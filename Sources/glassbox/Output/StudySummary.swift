import Foundation
import Studies

/// A study's results in a few lines for people.
struct StudySummary {
    let text: String

    /// Broken pictures that are named.
    private static let brokenLimit = 5

    init(_ results: StudyResults, _ findings: [Finding]) {
        let study = results.study
        var about = Table(.left, .left)
        about.add("Set", "\(study.set), \(study.pictureCount.grouped()) pictures")
        about.add("Network", study.networkTitle)
        for remark in study.remarks { about.add("", remark) }
        let broken = results.broken
        if !broken.isEmpty { about.add("Broken", "\(broken.count) pictures could not be used") }
        for picture in broken.prefix(Self.brokenLimit) { about.add("", picture.broken ?? "") }
        text = ([about.text()] + findings.map(Self.text)).joined(separator: "\n\n")
    }

    private static func text(_ finding: Finding) -> String {
        var parts = [finding.title.english]
        parts += finding.sentences.map { "  " + $0.english }
        for table in finding.tables where !table.rows.isEmpty { parts.append("\n" + self.text(table)) }
        return parts.joined(separator: "\n")
    }

    private static func text(_ table: FindingTable) -> String {
        let numbers = table.columns.indices.map { column in
            table.rows.contains { !$0[column].isText }
        }
        var lines = Table(numbers.map { $0 ? .right : .left })
        lines.add(table.columns.map(\.english))
        for row in table.rows.prefix(table.shownRows) { lines.add(row.map(\.shown)) }
        let rest = table.rows.count - table.shownRows
        return "  \(table.title.english)\n" + lines.text(indent: 4)
            + (rest > 0 ? "\n    … and \(rest) more" : "")
    }
}
