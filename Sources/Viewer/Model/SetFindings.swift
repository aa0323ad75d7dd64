import Imaging
import Studies
import Words

/// What was asked about a set besides its mistakes, what came of it, and which of it is shown.
struct SetFindings: Sendable {
    /// What the card of the set shows.
    enum Page: Hashable, Sendable {
        /// The matrix and the filmstrip.
        case pictures
        /// What can be asked.
        case list
        case analysis(FindingKind)
    }

    /// An analysis, and the layer that it is about where that is chosen.
    struct Key: Hashable, Sendable {
        let kind: FindingKind
        let layer: String?
    }

    enum Phase: Sendable, Equatable {
        case waiting, running, done
        case failed(Words)
    }

    struct Entry: Sendable {
        var phase = Phase.waiting
        /// Pictures that are done, and those that there are.
        var done = 0
        var count = 0
        /// The most important first.
        var sentences: [Words] = []
        var discovery: SetDiscovery?
        /// Grows with what was found, for textures.
        var version = 0
    }

    var page = Page.pictures
    /// The first row that is shown of a list.
    var start = 0
    /// Whether a person holds the work.
    var isHeld = false
    private(set) var entries: [Key: Entry] = [:]
    /// Questions that the worker does not know of yet.
    private(set) var wanted: [Key] = []
    /// The channel of which more is shown.
    var channel: Int?
    /// The pictures most like a photo, by its path.
    private(set) var nearest: (path: String, neighbours: [Neighbours.Neighbour])?
    /// Of all that was found.
    private var versions = 0

    subscript(key: Key) -> Entry? { entries[key] }

    /// Whether something is asked that is not answered yet.
    var isBusy: Bool {
        !wanted.isEmpty || entries.values.contains { $0.phase == .waiting || $0.phase == .running }
    }

    /// What of an analysis is there for a layer, or for another one where there is nothing for that.
    func entry(_ kind: FindingKind, layer: String?) -> (key: Key, entry: Entry)? {
        let key = Key(kind: kind, layer: kind.isOfLayer ? layer : nil)
        if let entry = entries[key] { return (key, entry) }
        return entries.filter { $0.key.kind == kind }.max { $0.value.version < $1.value.version }
            .map { ($0.key, $0.value) }
    }

    /// Layers with something wrong, by their places in the graph.
    var health: [Int: LayerHealth] {
        guard case .health(let layers) = entries[Key(kind: .health, layer: nil)]?.discovery else {
            return [:]
        }
        return Dictionary(layers.filter { !$0.faults.isEmpty }.map { ($0.layer, $0) }) { first, _ in first }
    }

    /// Asks for an analysis that was not asked for, or that failed.
    mutating func ask(_ key: Key) {
        switch entries[key]?.phase {
        case nil, .failed:
            entries[key] = Entry()
            wanted.append(key)
        default: break
        }
    }

    mutating func takeWanted() -> [Key] {
        defer { wanted = [] }
        return wanted
    }

    mutating func turn(to page: Page) { (self.page, start, channel) = (page, 0, nil) }

    /// Forgets the answers of the network before; what was asked is asked again.
    mutating func begin() {
        let kinds = Set(entries.keys.filter { $0.layer == nil })
        (entries, nearest, isHeld, channel, start) = ([:], nil, false, nil, 0)
        wanted = []
        for kind in FindingKind.allCases {
            let key = Key(kind: kind, layer: nil)
            if kinds.contains(key) { ask(key) }
        }
    }

    mutating func receive(_ news: AnalysisNews, of key: Key) {
        guard var entry = entries[key] else { return }
        defer { entries[key] = entry }
        switch news {
        case .progress(let done, let count):
            (entry.phase, entry.done, entry.count) = (.running, done, count)
        case .found(let discovery, let sentences):
            versions += 1
            (entry.discovery, entry.sentences, entry.version) = (discovery, sentences, versions)
            if key.kind == .twins { nearest = nil }
        case .finished: entry.phase = .done
        case .failed(let error): entry.phase = .failed(Strings.sentence(for: error))
        }
    }

    /// Pictures that are shown as most alike.
    static let nearestCount = 6

    /// Looks up the pictures most like a photo, once.
    ///
    /// - Parameter place: of the photo in the study; nil where it is not in it.
    mutating func find(nearestTo path: String, at place: Int?) {
        guard nearest?.path != path,
            case .twins(_, let neighbours) = entries[Key(kind: .twins, layer: nil)]?.discovery
        else { return }
        nearest = (path, place.map { neighbours.nearest(to: $0, count: Self.nearestCount) } ?? [])
    }
}
