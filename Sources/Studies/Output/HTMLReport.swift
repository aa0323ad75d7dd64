import Figures
import Foundation
import Imaging
import Words

/// A study's results as one HTML file: pictures lie in it, no script is needed to read it, and it prints well.
public struct HTMLReport {
    private let results: StudyResults
    private let findings: [Finding]
    private let language: Language

    /// Broken pictures that are named.
    private static let brokenLimit = 50

    public init(_ results: StudyResults, _ findings: [Finding], in language: Language = .english) {
        self.results = results
        self.findings = findings
        self.language = language
    }

    private static func head(_ pictures: Int, _ classes: Int, _ program: String) -> Words {
        "\(pictures) pictures, \(classes) classes; glassbox \(program)."
    }
    private static func broken(_ count: Int) -> Words { "\(count) pictures could not be used" }
    private static func more(_ count: Int) -> Words { "… and \(count) more." }

    /// What it says besides findings.
    static let texts = [head(2, 2, "0.1.0"), broken(1), more(1)]

    public var data: Data {
        HTMLPage(
            title: "\(results.study.networkTitle): \(results.study.set)",
            body: ([about] + findings.map(section)).joined(separator: "\n"), language: language.code
        ).data
    }

    private var about: String {
        let study = results.study
        let broken = results.brokenWords
        var lines = [
            "<p>\(said(Self.head(study.pictureCount, study.setClasses.count, study.program)))</p>"
        ]
        lines += results.remarks.map { "<p>\(said($0))</p>" }
        if !broken.isEmpty {
            let items = broken.prefix(Self.brokenLimit).map { "<li>\(said($0))</li>" }
            lines.append(
                "<details><summary>\(said(Self.broken(broken.count)))</summary><ul>\(items.joined())</ul></details>"
            )
        }
        return lines.joined(separator: "\n")
    }

    private func section(_ finding: Finding) -> String {
        var parts = [
            "<section id=\"\(Markup.escaped(finding.name))\">", "<h2>\(said(finding.title))</h2>",
        ]
        parts += finding.sentences.map { "<p>\(said($0))</p>" }
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
            case .drawing(let draw): draw(language).svg
            case .picture(let picture):
                "<img width=\"\(picture.width)\" height=\"\(picture.height)\" alt=\"\(said(figure.caption))\" src=\"data:image/png;base64,\(PNGFile.data(for: picture).base64EncodedString())\">"
            }
        return "<figure>\(content)<figcaption>\(said(figure.caption))</figcaption></figure>"
    }

    private func table(_ table: FindingTable) -> String {
        let head = table.columns.map { "<th>\(said($0))</th>" }.joined()
        let rows = table.rows.prefix(table.shownRows).map { row in
            let cells = row.map { cell in
                let text = Markup.escaped(cell.shown(in: language))
                return cell.isText ? "<td>\(text)</td>" : "<td class=\"number\">\(text)</td>"
            }
            return "<tr>\(cells.joined())</tr>"
        }
        let rest = table.rows.count - table.shownRows
        return """
            <h3>\(said(table.title))</h3>
            <table><thead><tr>\(head)</tr></thead><tbody>
            \(rows.joined(separator: "\n"))
            </tbody></table>
            """ + (rest > 0 ? "\n<p>\(said(Self.more(rest)))</p>" : "")
    }

    private func said(_ words: Words) -> String { Markup.escaped(language(words)) }
}
