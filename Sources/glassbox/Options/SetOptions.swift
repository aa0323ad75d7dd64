import ArgumentParser
import Datasets
import Studies

/// Which pictures of a set, and what their labels mean.
struct SetOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A file that gives labels classes of the network: label,class on each line, or JSON.",
            valueName: "file"))
    var mapping: String?

    @Option(help: "Only pictures that the set keeps for this.")
    var part: Dataset.Part?

    @Option(help: ArgumentHelp("Only so many pictures, evenly over the set.", valueName: "count"))
    var limit: Int?

    @Option(
        help: ArgumentHelp(
            "The layer for analyses that look at one; by default the one whose Grad-CAM says most.",
            valueName: "name"))
    var layer: String?

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
    }

    var options: Study.Options {
        var options = Study.Options()
        options.mapping = mapping
        options.part = part
        options.limit = limit
        options.layer = layer
        return options
    }
}

extension Dataset.Part: ExpressibleByArgument {}
