import ArgumentParser
import Foundation
import Studies

/// `glassbox merge`: the parts of a study as one.
struct Merge: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put the parts of a study together.",
        discussion: """
            The parts are files that `glassbox study --shard I/N --output FILE` wrote; all of them have to be there and whole. The \
            table is that of one run, byte for byte.
            """)

    @Argument(help: ArgumentHelp("The parts, in any order.", valueName: "file.jsonl"))
    var parts: [String]

    @OptionGroup var results: StudyOutputOptions

    func run() throws {
        try results.check()
        try results.write(StudyMerge.results(of: parts))
    }
}
