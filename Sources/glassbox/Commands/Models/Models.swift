import ArgumentParser
import ModelFormats

/// `glassbox models`: the catalogue of networks.
struct Models: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, download, describe and remove the networks of the catalogue.",
        discussion: """
            Downloads are kept in $XDG_CACHE_HOME/glassbox/models, by default ~/.cache/glassbox/models. GLASSBOX_MIRROR names a server that has the same \
            files under the same paths, for example a school's.
            """,
        subcommands: [ListModels.self, GetModel.self, ShowModel.self, RemoveModel.self],
        defaultSubcommand: ListModels.self)
}

extension ModelCatalogue.Entry {
    /// `46.8 MB`, or `about 46.8 MB` where the publisher rounds.
    var sizeForPeople: String {
        switch size {
        case .exactly(let count)?: count.asMegabytes
        case .about(let count)?: "about \(count.asMegabytes)"
        case nil: ""
        }
    }
}
