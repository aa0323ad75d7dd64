import Files
import Foundation
import Testing

@testable import Studies

/// What is written of a study: figures for a paper, and the report.
@Suite struct OutputTests {
    private let planted: PlantedSet
    private let folder = TemporaryFolder()

    init() throws { planted = try PlantedSet() }

    @Test func figuresAreFilesWithAxesScaleAndCaption() throws {
        let results = try StudyRun(planted.study(["errors", "twins"])).run()
        var files = StagedFiles()
        FigureFiles.add(try results.findings(), of: results, in: folder.path, to: &files)
        try files.write()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(
            names == [
                "errors-confusion.pdf", "errors-confusion.svg", "errors-reliability.pdf",
                "errors-reliability.svg",
            ])
        func text(_ name: String) throws -> String {
            String(
                decoding: try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(name)")), as: UTF8.self)
        }
        let matrix = try text("errors-confusion.svg")
        for words in [
            "red", "green", "blue", "label", "predicted", "share of the label", "0.5", "1.0", "right",
            "wrong",
        ] {
            #expect(matrix.contains(">\(words)</text>"), "\(words)")
        }
        #expect(matrix.contains(">Confusion matrix: rows are labels, columns what was"))
        let reliability = try text("errors-reliability.svg")
        for words in ["confidence", "accuracy", "0.25"] {
            #expect(reliability.contains(">\(words)</text>"), "\(words)")
        }
        for name in names where name.hasSuffix(".pdf") {
            let pdf = try text(name)
            #expect(pdf.hasPrefix("%PDF-1.") && pdf.contains("/ToUnicode") && !pdf.contains("/Type3"))
        }
    }

    /// The report of everything that was planted, which stands in `docs`; `GLASSBOX_RENEW=1` writes it anew.
    @Test func theReportOfThePlantedSetHasEveryAnalysis() throws {
        let analyses = Analyses.all.map(\.name).filter { $0 != MethodScores().name }
        let results = try StudyRun(planted.study(analyses)).run()
        let report = HTMLReport(results, try results.findings()).data
        #expect(report.count < 1_500_000)
        let docs = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../docs/planted-report.html").standardized
        if ProcessInfo.processInfo.environment["GLASSBOX_RENEW"] == "1" {
            // The folder of this run is nobody's affair.
            let text = String(decoding: report, as: UTF8.self)
                .replacingOccurrences(of: planted.folder.path, with: "planted")
            try Data(text.utf8).write(to: docs)
        }
        let kept = String(decoding: try Data(contentsOf: docs), as: UTF8.self)
        let made = String(decoding: report, as: UTF8.self)
        for name in analyses {
            #expect(made.contains("<section id=\"\(name)\">") && kept.contains("<section id=\"\(name)\">"))
        }
        for picture in PlantedSet.mislabelled {
            #expect(made.contains(picture) && kept.contains(picture))
        }
        #expect(!kept.contains("<script") && !kept.contains("src=\"http"))
        #expect(kept.utf8.count < 1_500_000)
    }
}
