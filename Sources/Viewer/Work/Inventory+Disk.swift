import Foundation
import ModelFormats
import Words

extension Inventory {
    /// Looks at the disk: to be called before the window opens, or away from its thread.
    static func taken() -> Inventory {
        let networks = ModelCatalogue.entries.map { entry in
            (entry.name, Network(state: entry.state, size: entry.size?.text ?? ""))
        }
        return Inventory(networks: Dictionary(uniqueKeysWithValues: networks), places: places())
    }

    private static func places() -> [Browser.Place] {
        let home = NSHomeDirectory()
        let candidates: [(Words, String)] = [
            ("Home", home), ("Pictures", home + "/Pictures"), ("Downloads", home + "/Downloads"),
            ("Desktop", home + "/Desktop"), ("Documents", home + "/Documents"), ("Media", "/media"),
            ("Computer", "/"),
        ]
        return candidates.filter { FileListing.kind(of: $0.1) == .folder }
            .map { Browser.Place(title: $0.0, folder: $0.1) }
    }
}
