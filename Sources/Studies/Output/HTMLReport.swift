import Figures
import Foundation
import Imaging
import Words

/// A study's results as one HTML file: pictures lie in it, no script is needed to read it, and it prints well.
public struct HTMLReport {
    private let results: StudyResults
    private let findings: [Finding]

    /// Broken pictures that are named.
    private static let brokenLimit = 50

    public init(_ results: StudyResults, _ findings: [Finding]) {
        self.results = results
        self.findings = findings
    }

    public var data: Data {
        HTMLPage(
            title: "\(results.study.networkTitle): \(results.study.set)",
            body: ([about] + findings.map(section)).joined(separator: "\n")
        ).data
    }

    private var about: String {
        let study = results.study
        let broken = results.broken
        var lines = [
            "<p>\(study.pictureCount) pictures, \(study.setClasses.count) classes; glassbox \(escaped(study.program)).</p>"
        ]
        lines += study.remarks.map { "<p>\(escaped($0))</p>" }
        if !broken.isEmpty {
            let items = broken.prefix(Self.brokenLimit).map { "<li>\(escaped($0.broken ?? ""))</li>" }
            lines.append(
                "<details><summary>\(broken.count) pictures could not be used</summary><ul>\(items.joined())</ul></details>"
            )
        }
        return lines.joined(separator: "\n")
    }

    private func section(_ finding: Finding) -> String {
        var parts = [
            "<section id=\"\(escaped(finding.name))\">", "<h2>\(escaped(finding.title.english))</h2>",
        ]
        parts += finding.sentences.map { "<p>\(escaped($0.english))</p>" }
        let drawings = finding.figures.filter { if case .drawing = $0.content { true } else { false } }
        parts += drawings.map(figure)
        parts += finding.tables.filter { !$0.rows.isEmpty }.map(table)
        let pictures = finding.figures.filter { if case .picture = $0.content { true } else { false } }
        if !pictures.isEmpty { parts.append("<div class=\"sheet\">\(pictures.map(figure).joined())</div>") }
        return (parts + ["</section>"]).joined(separator: "\n")
    }

    private func figure(_ figure: FindingFigure) -> String {
        let content =
            switch figure.content {
            case .drawing(let drawing): drawing.svg
            case .picture(let picture):
                "<img width=\"\(picture.width)\" height=\"\(picture.height)\" alt=\"\(escaped(figure.caption.english))\" src=\"data:image/png;base64,\(PNGFile.data(for: picture).base64EncodedString())\">"
            }
        return "<figure>\(content)<figcaption>\(escaped(figure.caption.english))</figcaption></figure>"
    }

    private func table(_ table: FindingTable) -> String {
        let head = table.columns.map { "<th>\(escaped($0))</th>" }.joined()
        let rows = table.rows.prefix(table.shownRows).map { row in
            let cells = row.map { cell in
                if case .text(let text) = cell { return "<td>\(escaped(text))</td>" }
                return "<td class=\"number\">\(escaped(cell.shown))</td>"
            }
            return "<tr>\(cells.joined())</tr>"
        }
        let rest = table.rows.count - table.shownRows
        return """
            <h3>\(escaped(table.title.english))</h3>
            <table><thead><tr>\(head)</tr></thead><tbody>
            \(rows.joined(separator: "\n"))
            </tbody></table>
            """ + (rest > 0 ? "\n<p>… and \(rest) more.</p>" : "")
    }

    private func escaped(_ text: String) -> String { Markup.escaped(text) }
}
