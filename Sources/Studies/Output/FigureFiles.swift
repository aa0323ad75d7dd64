import Files
import Figures
import Foundation

/// The drawings of a study as files for a paper: SVG and PDF with text as text, each with its caption.
public enum FigureFiles {
    /// What is written into a folder: `errors-confusion.svg`, `errors-confusion.pdf` …
    ///
    /// - Parameter folder: without a slash at its end.
    public static func add(
        _ findings: [Finding], of results: StudyResults, in folder: String, to files: inout StagedFiles
    ) {
        let study = results.study
        for finding in findings {
            for figure in finding.figures {
                guard let name = figure.name, case .drawing(let drawing) = figure.content else { continue }
                let caption =
                    "\(figure.caption.english) \(study.networkTitle) on \(study.pictureCount) pictures of \((study.set as NSString).lastPathComponent); Glassbox \(study.program)."
                let path = "\(folder)/\(finding.name)-\(name)"
                files.add(path + ".svg") { Data(try drawing.captioned(caption).svg.utf8) }
                files.add(path + ".pdf") {
                    try drawing.captioned(caption).pdf(title: figure.caption.english)
                }
            }
        }
    }
}
