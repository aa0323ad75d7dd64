import Datasets
import Files
import Foundation
import Imaging
import Testing
import Words

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

    /// Whatever a finding of the planted set says, the examples say, so that it is known to the translations.
    @Test func everythingThatFindingsSayIsAmongTheTexts() throws {
        let known = try StudyTexts.all.reduce(into: Set<String>()) { $0.formUnion($1.templates) }
        let swapped = try PlantedSet(.init(isBlueFirst: true))
        let boxes = planted.folder.write(planted.boxes, to: "boxes.csv")
        var options = Study.Options()
        options.analyses = Analyses.all.map(\.name)
        options.methods = ["grad-cam"]
        options.metrics = ["insertion"]
        options.limit = 30
        let unlabelled = TemporaryFolder()
        unlabelled.write(Picture(width: 40, height: 36, fill: .white), to: "a.png")
        unlabelled.write(Picture(width: 40, height: 36, fill: .black), to: "b.png")
        for (set, model) in [
            (planted.folder.path, planted.model), (swapped.folder.path, swapped.model),
            (boxes, planted.model), (unlabelled.path, planted.model),
        ] {
            let study = try Study(of: Dataset(set), with: model, options, program: "0")
            for finding in try StudyRun(study).run().findings() {
                for template in finding.words.reduce(into: Set<String>(), { $0.formUnion($1.templates) }) {
                    #expect(known.contains(template), "\(finding.name): \(template)")
                }
            }
        }
    }

    @Test func theReportSpeaksALanguageAndTablesStayEnglish() throws {
        let korean = TemporaryFolder()
        let texts = [
            "Twins": "쌍둥이", "file": "파일", "yes": "예", "accuracy": "정확도", "right": "맞음",
            "Confusion matrix: rows are labels, columns what was predicted.": "혼동 행렬",
            "{1} pictures, {2} classes; glassbox {3}.": "사진 {1}장, 클래스 {2}개; glassbox {3}.",
        ]
        let file = "\(korean.path)/ko.json"
        try JSONSerialization.data(withJSONObject: ["title": "한국어", "texts": texts])
            .write(to: URL(fileURLWithPath: file))
        let language = try Language(contentsOf: file)
        planted.folder.write("none", to: "train/red/broken.png")
        let results = try StudyRun(planted.study(["errors", "twins"])).run()
        let findings = try results.findings()
        let page = String(decoding: HTMLReport(results, findings, in: language).data, as: UTF8.self)
        #expect(page.contains("<html lang=\"ko\">") && page.contains("<h2>쌍둥이</h2>"))
        #expect(page.contains("<th>파일</th>") && page.contains("<td>예</td>"))
        #expect(page.contains(">정확도</text>") && page.contains(">맞음</text>"))
        #expect(page.contains("<p>사진 93장, 클래스 3개; glassbox 0.</p>"))
        #expect(page.contains("<figcaption>혼동 행렬</figcaption>"))
        #expect(page.contains("broken.png"))
        let json = String(
            decoding: try JSONText.data(of: StudyReport(results, findings)), as: UTF8.self)
        #expect(json.contains("\"across parts\"") && json.contains("\"yes\"") && !json.contains("예"))
    }
}
