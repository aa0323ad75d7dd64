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

    public var data: Data { Data(text.utf8) }

    private var text: String {
        let title = escaped("\(results.study.networkTitle): \(results.study.set)")
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title)</title>
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            <h1>\(title)</h1>
            \(about)
            \(findings.map(section).joined(separator: "\n"))
            </body>
            </html>

            """
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
            case .drawing(let svg): svg
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

    private func escaped(_ text: String) -> String { SVG.escaped(text) }

    private static let style = """
        body { font: 15px/1.5 sans-serif; color: #222; background: #fff; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.25rem; border-bottom: 1px solid #ccc; margin-top: 2.5rem; }
        table { border-collapse: collapse; margin: .5rem 0 1.5rem; } th, td { padding: .2rem .7rem; text-align: left; }
        thead th { border-bottom: 1px solid #888; } tbody tr:nth-child(even) { background: #f6f6f6; }
        td.number { text-align: right; font-variant-numeric: tabular-nums; }
        figure { margin: 0 0 1rem; break-inside: avoid; } figcaption { font-size: .85rem; color: #555; max-width: 30rem; }
        .sheet { display: flex; flex-wrap: wrap; gap: 1rem; } .sheet figure { width: 170px; }
        section { break-before: auto; } svg { max-width: 100%; height: auto; }
        @media print { body { margin: 0; max-width: none; } }
        """
}
