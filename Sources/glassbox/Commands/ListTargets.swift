import ArgumentParser
import Explanations
import ModelFormats

/// `glassbox targets`: what can be explained instead of a class.
struct ListTargets: ParsableCommand, ServedCommand {
    static let configuration = CommandConfiguration(
        commandName: "targets",
        abstract: "List what --target takes: the numbers that can be explained instead of a class's score.")

    @Flag(help: "Print JSON: an array of {form, summary, example, needs}.")
    var json = false

    /// One target's entry in the JSON array.
    struct Report: Codable, Equatable {
        /// How it is written, capitals standing for what is put in.
        var form: String
        var summary: String
        var example: String
        /// What a network has to put out for it: classScores, classMaps or boxes; nil where any network has it.
        var needs: String?

        init(_ target: any Target.Type) {
            form = target.form
            summary = target.summary.english
            example = target.example
            needs = target.need?.rawValue
        }
    }

    private var reports: [Report] { Targets.all.map { Report($0) } }

    func answer(at workplace: some Workplace) -> any Encodable { reports }

    func run() throws {
        if json { return try JSONOutput.print(reports) }
        var table = Table(.left, .left)
        table.add("Target", "Is")
        for report in reports { table.add(report.form, report.summary) }
        print(table.text())
        print("NAME is an output (`glassbox layers --outputs` lists them) or a layer.")
    }
}
