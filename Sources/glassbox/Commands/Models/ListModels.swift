import ArgumentParser
import ModelFormats

/// `glassbox models list`: which networks there are, and which of them are here.
struct ListModels: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the networks of the catalogue (this is what happens without a subcommand).")

    @Flag(help: "Print JSON: an array of {name, title, state, byteCount, classes, licence, publisher}.")
    var json = false

    /// One network's entry in the JSON array.
    struct Report: Codable, Equatable {
        var name: String
        var title: String
        var state: ModelCatalogue.Entry.State
        /// The size of the file that is here, else as published and perhaps rounded.
        var byteCount: Int?
        /// Missing for a network without a classifier.
        var classes: Int?
        var licence: String
        var publisher: String

        init(_ entry: ModelCatalogue.Entry) {
            name = entry.name
            title = entry.title
            state = entry.state
            byteCount = entry.size?.byteCount
            classes = entry.classCount
            licence = entry.licence
            publisher = entry.publisher
        }
    }

    func run() throws {
        if json { return try JSONOutput.print(ModelCatalogue.entries.map(Report.init)) }
        var table = Table(.left, .left, .right, .left, .left)
        table.add("Name", "State", "Size", "Licence", "Title")
        for entry in ModelCatalogue.entries {
            table.add(
                entry.name, entry.state.rawValue, entry.size?.text.english ?? "", entry.licence, entry.title)
        }
        print(table.text())
        print("`glassbox models get <name>` downloads one; --model <name> uses it.")
    }
}
