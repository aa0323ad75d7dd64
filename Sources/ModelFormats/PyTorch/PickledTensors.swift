/// The sets of tensors in a pickle: every dictionary that holds some, and every network that was pickled whole.
struct PickledTensors {
    /// Tensors that stand beside each other.
    struct Found {
        /// The keys on the way to them.
        let place: [String]
        /// The class of a whole network, with its module.
        let type: String?
        var tensors: [(name: String, tensor: PickleTensor)]
    }

    /// The likeliest first: averaged weights, then those under the usual names of state dictionaries, then the larger.
    private(set) var sets: [Found] = []

    private let pickle: Pickle
    private var seenContainers: Set<Int> = []
    private var seenObjects: Set<Int> = []

    private static let depthLimit = 24
    private static let setLimit = 24
    private static let tensorLimit = 100_000

    init(_ pickle: Pickle) {
        self.pickle = pickle
        collect(pickle.root, at: [], depth: 0)
        sets = sets.enumerated()
            .sorted { a, b in
                let (left, right) = (Self.rank(a.element), Self.rank(b.element))
                return left == right
                    ? (b.element.tensors.count, a.offset) < (a.element.tensors.count, b.offset) : left < right
            }
            .prefix(Self.setLimit).map(\.element)
    }

    /// Names under which training code keeps a network's tensors.
    private static let usual: Set<String> = [
        "state_dict", "model_state_dict", "model", "net", "params", "network", "weights", "model_state",
        "module",
    ]

    /// How likely it is that a set is what a person means, 0 for the likeliest.
    private static func rank(_ found: Found) -> Int {
        let place = found.place.map { $0.lowercased() }
        if place.contains(where: { $0.contains("optim") || $0.contains("scheduler") }) { return 3 }
        if StateDictionary.isAveraged(found.place) { return 0 }
        guard let last = place.last else { return 1 }
        return usual.contains(last) ? 1 : 2
    }

    private mutating func collect(_ value: PickleValue, at place: [String], depth: Int) {
        guard depth < Self.depthLimit else { return }
        switch value {
        case .dictionary(let index):
            guard seenContainers.insert(index).inserted else { return }
            collectEntries(of: value, at: place, depth: depth)
        case .list(let index), .tuple(let index):
            guard seenContainers.insert(index).inserted else { return }
            for (position, item) in pickle.containers[index].enumerated() {
                collect(item, at: place + ["\(position)"], depth: depth + 1)
            }
        case .object(let index):
            guard seenObjects.insert(index).inserted else { return }
            collectObject(index, at: place, depth: depth)
        default: return
        }
    }

    private mutating func collectEntries(of value: PickleValue, at place: [String], depth: Int) {
        let entries = pickle.entries(of: value) ?? []
        let tensors = entries.compactMap { entry -> (name: String, tensor: PickleTensor)? in
            guard case .tensor(let index) = entry.value else { return nil }
            return (entry.key, pickle.tensors[index])
        }
        if !tensors.isEmpty { sets.append(Found(place: place, type: nil, tensors: tensors)) }
        let first = sets.count
        for entry in entries { collect(entry.value, at: place + [entry.key], depth: depth + 1) }
        joinParts(from: first, at: place)
    }

    /// Tensors of a network that is kept in parts, `{"encoder": {…}, "head": {…}}`, under their names in the whole.
    private mutating func joinParts(from first: Int, at place: [String]) {
        let parts = sets[first...].filter { $0.place.count == place.count + 1 && $0.type == nil }
        guard parts.count > 1 else { return }
        let tensors = parts.flatMap { part in
            part.tensors.map { (name: "\(part.place.last!).\($0.name)", tensor: $0.tensor) }
        }
        guard tensors.count <= Self.tensorLimit else { return }
        sets.append(Found(place: place, type: nil, tensors: tensors))
    }

    private mutating func collectObject(_ index: Int, at place: [String], depth: Int) {
        let object = pickle.objects[index]
        var tensors: [(name: String, tensor: PickleTensor)] = []
        var modules: Set<Int> = []
        addTensors(ofModule: index, named: "", to: &tensors, &modules, depth: 0)
        guard tensors.isEmpty else {
            seenObjects.formUnion(modules)
            sets.append(Found(place: place, type: object.type, tensors: tensors))
            return
        }
        collectEntries(of: .object(index), at: place, depth: depth)
        for part in object.parts { collect(part, at: place, depth: depth + 1) }
    }

    /// The parameters and buffers of a pickled `torch.nn.Module` under the names of its state dictionary.
    private func addTensors(
        ofModule index: Int, named name: String, to tensors: inout [(name: String, tensor: PickleTensor)],
        _ seen: inout Set<Int>, depth: Int
    ) {
        guard depth < Self.depthLimit, tensors.count <= Self.tensorLimit, seen.insert(index).inserted,
            let state = pickle.objects[index].parts.lazy.compactMap({ self.pickle.entries(of: $0) })
                .first(where: { $0.contains { $0.key == "_modules" } })
        else { return }
        func entries(_ key: String) -> [(key: String, value: PickleValue)] {
            state.first { $0.key == key }.flatMap { pickle.entries(of: $0.value) } ?? []
        }
        for entry in entries("_parameters") + entries("_buffers") {
            guard case .tensor(let position) = entry.value else { continue }
            tensors.append((name + entry.key, pickle.tensors[position]))
        }
        for entry in entries("_modules") {
            guard case .object(let child) = entry.value else { continue }
            addTensors(ofModule: child, named: "\(name)\(entry.key).", to: &tensors, &seen, depth: depth + 1)
        }
    }
}
