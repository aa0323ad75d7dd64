import ModelFormats
import Words

/// What the menus offer that depends on the disk: where the catalogue's networks are, and places to browse.
struct Inventory: Equatable, Sendable {
    struct Network: Equatable, Sendable {
        let state: ModelCatalogue.Entry.State
        /// The size of the weights' file, for people; empty where it is not known.
        let size: Words
    }

    /// By the network's name.
    let networks: [String: Network]
    let places: [Browser.Place]
    let cameras: [Camera]
}
