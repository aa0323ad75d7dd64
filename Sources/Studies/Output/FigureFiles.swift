import Files
import Figures
import Foundation
import Words

/// The drawings of a study as files for a paper: SVG and PDF with text as text, each with its caption.
public enum FigureFiles {
    /// What is written into a folder: `errors-confusion.svg`, `errors-confusion.pdf` …
    ///
    /// - Parameter folder: without a slash at its end.
    public static func add(
        _ findings: [Finding], of results: StudyResults, in folder: String, language: Language = .english,
        to files: inout StagedFiles
    ) {
        let study = results.study
        for finding in findings {
            for figure in finding.figures {
                guard let name = figure.name, case .drawing(let draw) = figure.content else { continue }
                let drawing = draw(language)
                let caption = language(figure.caption.followed(by: origin(study)))
                let path = "\(folder)/\(finding.name)-\(name)"
                files.add(path + ".svg") { Data(try drawing.captioned(caption).svg.utf8) }
                files.add(path + ".pdf") {
                    try drawing.captioned(caption).pdf(title: language(figure.caption))
                }
            }
        }
    }

    static let texts = [
        origin("VGG16", 2, "photos", "0.1.0")
    ]

    private static func origin(_ study: StudyDescription) -> Words {
        origin(
            study.networkTitle, study.pictureCount, (study.set as NSString).lastPathComponent, study.program)
    }

    private static func origin(_ network: String, _ count: Int, _ set: String, _ program: String) -> Words {
        "\(network) on \(count) pictures of \(set); Glassbox \(program)."
    }
}
