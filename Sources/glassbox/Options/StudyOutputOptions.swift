import ArgumentParser
import Files
import Foundation
import Studies
import Viewer
import Words

/// What is made of a study's results: for `study` and `merge` alike.
struct StudyOutputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Where to write the table of pictures, one row for each.", valueName: "file.csv"))
    var csv: String?

    @Option(help: ArgumentHelp("Where to write a report to read and to print.", valueName: "file.html"))
    var report: String?

    @Option(
        help: ArgumentHelp(
            "A folder for the figures as SVG and PDF: confusion matrix, reliability diagram.",
            valueName: "folder"))
    var figures: String?

    @Option(
        help: ArgumentHelp(
            "The language of the report and the figures: en, or one that has a file among the translations, such as ko. Tables and JSON stay English.",
            valueName: "code"))
    var language = "en"

    @Flag(
        help:
            "Print JSON: {study, broken, findings: [{name, title, sentences, values, tables}]}."
    )
    var json = false

    /// Looks whether the files can be written, before anything long.
    func check() throws {
        _ = try chosenLanguage()
        for (path, option, type) in [(csv, "--csv", "csv"), (report, "--report", "html")] {
            guard let path else { continue }
            guard path.lowercased().hasSuffix("." + type) else {
                throw UsageError.fileType(option: option, path: path, expected: type)
            }
            try StagedFiles.check(path)
        }
    }

    private func chosenLanguage() throws -> Language {
        if let known = try Languages().language(language) { return known }
        throw UsageError.unknownLanguage(language, known: try Languages().codes)
    }

    func write(_ results: StudyResults) throws {
        let language = try chosenLanguage()
        let findings = try results.findings()
        var files = StagedFiles()
        if let figures {
            do {
                try FileManager.default.createDirectory(
                    atPath: figures, withIntermediateDirectories: true)
            } catch {
                throw FileError.cannotWrite(figures, reason: "the folder cannot be made")
            }
            FigureFiles.add(findings, of: results, in: figures, language: language, to: &files)
        }
        if let csv { files.add(csv) { StudyCSV.data(of: results) } }
        if let report { files.add(report) { HTMLReport(results, findings, in: language).data } }
        try files.write { try Interruption.cancellation.check() }
        if json {
            try JSONOutput.print(StudyReport(results, findings))
        } else {
            print(StudySummary(results, findings).text)
        }
    }
}
