import ModelFormats
import Words

/// The networks to choose from, under the name of the present one.
struct ModelMenu: Equatable, Sendable {
    /// How a network can be had.
    enum Kind: Int, CaseIterable, Sendable {
        /// A file of the person's own that was opened before.
        case file
        /// The newest of a film's: the network in training.
        case film
        case embedded, downloaded, available
    }

    struct Row: Equatable, Sendable {
        let choice: ModelChoice
        let kind: Kind
        let title: String
        /// Empty for a file.
        let licence: Words
        /// The size of the weights' file, for people.
        let size: Words
        /// What it is and who publishes it.
        let description: Words
    }

    /// Files of the person's own for which there is room.
    static let mostFiles = 5

    private(set) var rows: [Row]
    /// The row that Enter chooses.
    private(set) var highlighted: Int

    /// - Parameters:
    ///   - files: networks of the person's own.
    ///   - current: the network to begin at.
    ///   - inventory: which networks are here.
    ///   - film: networks in training.
    init(files: [ModelChoice], current: ModelChoice, inventory: Inventory, film: Film? = nil) {
        let own = files.map { file in
            let name = file.name.split(separator: "/").last.map(String.init) ?? file.name
            return Row(
                choice: file, kind: .file, title: name, licence: "", size: "",
                description: Words(verbatim: file.name))
        }
        let catalogue = ModelCatalogue.entries.map { entry in
            let choice = current.name == entry.name ? current : ModelChoice(entry.name)
            let network = inventory.networks[entry.name]
            return Row(
                choice: choice, kind: Kind(network?.state ?? .available), title: entry.title,
                licence: Words(verbatim: entry.licence),
                size: network?.size ?? "",
                description: Strings.description(of: entry))
        }
        let filmed = film.flatMap { film in film.frames.last.map { (film, $0) } }.map { film, newest in
            Row(
                choice: film.position(of: current) == nil ? ModelChoice(newest.path) : current, kind: .film,
                title: film.name, licence: newest.caption, size: "", description: Words(verbatim: newest.path)
            )
        }
        let all = own + [filmed].compactMap { $0 } + catalogue
        rows = Kind.allCases.flatMap { kind in all.filter { $0.kind == kind } }
        highlighted = rows.firstIndex { $0.choice == current } ?? 0
    }

    /// Goes to another row, not beyond the ends.
    mutating func highlight(_ row: Int) {
        highlighted = min(max(row, 0), rows.count - 1)
    }

    mutating func step(by distance: Int) { highlight(highlighted + distance) }

    /// What is here now; the highlight stays with its network.
    mutating func refresh(
        files: [ModelChoice], current: ModelChoice, inventory: Inventory, film: Film? = nil
    ) {
        let row = rows[highlighted]
        self = ModelMenu(files: files, current: current, inventory: inventory, film: film)
        highlight(
            rows.firstIndex { $0.choice.name == row.choice.name || $0.kind == .film && row.kind == .film }
                ?? highlighted)
    }
}

extension ModelMenu.Kind {
    init(_ state: ModelCatalogue.Entry.State) {
        self =
            switch state {
            case .embedded: .embedded
            case .downloaded: .downloaded
            case .available: .available
            }
    }
}
