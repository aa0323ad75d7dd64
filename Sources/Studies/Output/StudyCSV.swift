import Datasets
import Foundation

/// The pictures of a study as a tidy table (RFC 4180): one row for each picture, or for each picture, method, metric and seed.
public enum StudyCSV {
    public static func data(of results: StudyResults) -> Data {
        var text = row(["file", "label", "part"] + results.runs.flatMap(\.columns))
        for picture in results.all where picture.broken == nil {
            var rows: [[FindingTable.Cell]] = [
                [
                    .text(picture.file), picture.label.map { .text($0) } ?? .missing,
                    picture.part.map { .text($0.rawValue) } ?? .missing,
                ]
            ]
            for run in results.runs {
                guard let own = run.rows(picture.place, results.study) else { continue }
                rows = rows.flatMap { row in own.map { row + $0 } }
            }
            for cells in rows { text += row(cells.map(string)) }
        }
        return Data(text.utf8)
    }

    private static func row(_ cells: [String]) -> String { TableText.line(cells) + "\n" }

    /// Six digits, in which processors of one kind agree.
    private static func string(_ cell: FindingTable.Cell) -> String {
        switch cell {
        case .text(let text): text
        case .integer(let number): String(number)
        case .number(let number): String(format: "%.6g", number)
        case .words(let words): words.english
        case .missing: ""
        }
    }
}
