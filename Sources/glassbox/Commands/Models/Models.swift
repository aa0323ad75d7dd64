import ArgumentParser

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
