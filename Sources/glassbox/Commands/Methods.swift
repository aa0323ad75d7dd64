import ArgumentParser
import Explanations

/// `glassbox methods`: which explanation methods there are and, as JSON, everything that a person can be told of them.
struct Methods: ParsableCommand, ServedCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the explanation methods: what each shows, with --json its options and its guide, too."
    )

    @Flag(help: "Print JSON: an array of {name, title, summary, explainsClass, options, guide}.")
    var json = false

    /// One method's entry in the JSON array.
    struct Report: Codable, Equatable {
        struct Option: Codable, Equatable {
            var name: String
            var summary: String
            /// What it takes, for example `viridis, magma or grey`.
            var takes: String
            /// The value that holds when none is given.
            var standard: String
            /// Whether only the picture changes with it, not what is computed.
            var isDisplay: Bool
        }

        struct Guide: Codable, Equatable {
            var computes: String
            /// Empty where there is none.
            var formula: String
            var reading: String
            var limits: String
            var source: String
        }

        var name: String
        var title: String
        var summary: String
        /// Whether it is asked about one class.
        var explainsClass: Bool
        var options: [Option]
        var guide: Guide

        init(_ method: any ExplanationMethod) {
            name = method.name
            title = method.title.english
            summary = method.summary.english
            explainsClass = method.needsClass
            options = method.options.map {
                Option(
                    name: $0.name, summary: $0.summary.english, takes: $0.allowed.english,
                    standard: $0.standard,
                    isDisplay: $0.stage == .display)
            }
            let text = method.guide
            guide = Guide(
                computes: text.computes.english, formula: text.formula.english, reading: text.reading.english,
                limits: text.limits.english, source: text.reference)
        }
    }

    func answer(at workplace: some Workplace) -> any Encodable { ExplanationMethods.all.map(Report.init) }

    func run() throws {
        if json { return try JSONOutput.print(answer(at: CommandLineWorkplace())) }
        var table = Table(.left, .left, .left)
        table.add("Name", "Title", "Shows")
        for method in ExplanationMethods.all {
            table.add(method.name, method.title.english, method.summary.english)
        }
        print(table.text())
        print(
            "`glassbox explain <image> --method <name>` asks one; `glassbox explain --help` lists their options."
        )
    }
}
