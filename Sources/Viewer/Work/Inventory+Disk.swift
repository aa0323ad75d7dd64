import ModelFormats

extension Inventory {
    /// Looks at the disk: to be called before the window opens, or away from its thread.
    static func taken() -> Inventory {
        let networks = ModelCatalogue.entries.map { entry in
            (entry.name, Network(state: entry.state, size: entry.size?.text ?? ""))
        }
        return Inventory(
            networks: Dictionary(uniqueKeysWithValues: networks), places: places(), cameras: Camera.found())
    }

    private static func places() -> [Browser.Place] {
        UsualFolder.allCases.filter { FileListing.kind(of: $0.path) == .folder }
            .map { Browser.Place(title: $0.title, folder: $0.path) }
    }
}
