import Explanations

/// The latest answers about one photo, so that the same question is not computed twice.
struct RecentExplanations {
    /// All that an answer depends on.
    struct Key: Hashable {
        let method: String
        let layer: Int
        let classIndex: Int?
        /// What is explained in place of a class.
        let target: String?
        /// Those that the computation depends on.
        let options: OptionValues
        let seed: UInt64
    }

    private var entries: [(key: Key, explanation: Explanation)] = []
    func contains(_ key: Key) -> Bool { entries.contains { $0.key == key } }

    subscript(key: Key) -> Explanation? {
        mutating get {
            guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
            entries.append(entries.remove(at: index))
            return entries.last?.explanation
        }
        set {
            entries.removeAll { $0.key == key }
            guard let newValue else { return }
            entries.append((key, newValue))
            var bytes: [Bool: Int] = [:]
            entries = entries.reversed().filter { entry in
                let kind = entry.explanation.method.cost == .reading
                let sum = bytes[kind, default: 0] + entry.explanation.raw.count * 4
                bytes[kind] = sum
                return sum <= CacheBudget.explanations
            }.reversed()
        }
    }
}
