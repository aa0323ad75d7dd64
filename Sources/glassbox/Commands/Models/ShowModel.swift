import ArgumentParser
import ModelFormats

/// `glassbox models show`: all that the catalogue knows of one network.
struct ShowModel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Describe a network of the catalogue.")

    @Argument(help: ArgumentHelp("The network's name.", valueName: "name"))
    var name: String

    @Flag(help: "Print JSON: an object.")
    var json = false

    /// What JSON says of a network.
    struct Report: Codable, Equatable {
        /// How photos become inputs.
        struct Input: Codable, Equatable {
            /// Rows and columns.
            var size: Int
            /// As `--preprocessing` spells it.
            var scaling: String
        }

        var name: String
        var title: String
        var summary: String
        var state: ModelCatalogue.Entry.State
        var byteCount: Int?
        var classes: Int?
        var licence: String
        var publisher: String
        /// Missing for what ships with the program.
        var address: String?
        /// `SHA-256 f37072fd…`, as many digits as are published.
        var checksum: String?
        /// Missing while it is not here.
        var path: String?
        var input: Input
        /// The layer at which Grad-CAM says most.
        var recommendedLayer: String

        init(_ entry: ModelCatalogue.Entry) {
            name = entry.name
            title = entry.title
            summary = entry.summary.english
            state = entry.state
            byteCount = entry.size?.byteCount
            classes = entry.classCount
            licence = entry.licence
            publisher = entry.publisher
            address = entry.remoteFile?.address
            checksum = entry.remoteFile.map { "\($0.checksum.algorithm) \($0.checksum.digits)" }
            path = entry.path
            let preprocessing = entry.architecture.preprocessing
            input = Input(size: preprocessing.rows, scaling: preprocessing.scaling.rawValue)
            recommendedLayer = entry.architecture.recommendedLayer
        }
    }

    func run() throws {
        let entry = try ModelCatalogue.entry(named: name)
        let report = Report(entry)
        if json { return try JSONOutput.print(report) }
        print("\(report.title): \(report.summary)")
        var table = Table(.left, .left)
        table.add("State", report.state.rawValue)
        table.add("Size", entry.size?.text.english ?? "")
        table.add("Classes", report.classes.map(String.init) ?? "none")
        table.add("Licence", report.licence)
        table.add("Published by", report.publisher)
        let rows = [
            ("Address", report.address), ("Checksum", report.checksum), ("File", report.path),
            ("Input", "\(report.input.size)×\(report.input.size), scaled as \(report.input.scaling)"),
            ("Grad-CAM at", report.recommendedLayer),
        ]
        for case (let title, let value?) in rows { table.add(title, value) }
        print(table.text(indent: 2))
    }
}
