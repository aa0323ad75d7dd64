/// Finds what the names of a network start with: the names of the file by each of their endings.
struct TensorPaths {
    private var prefixes: [Substring: [String]] = [:]

    /// - Parameter anchors: the names whose prefixes will be asked for.
    init(_ tensors: NamedTensors, anchors: Set<String>) {
        for entry in tensors.entries {
            var rest = entry.name[...]
            while true {
                if anchors.contains(String(rest)) {
                    prefixes[rest, default: []].append(String(entry.name.dropLast(rest.count)))
                }
                guard let dot = rest.firstIndex(of: ".") else { break }
                rest = rest[rest.index(after: dot)...]
            }
        }
    }

    /// What stands before a name in the file, the shortest first, running means of the weights before others.
    func prefixes(of anchor: String) -> [String] {
        (prefixes[anchor[...]] ?? []).sorted { a, b in
            let (left, right) = (Self.isAveraged(a), Self.isAveraged(b))
            return left == right ? a.utf8.count < b.utf8.count : left
        }
    }

    private static func isAveraged(_ prefix: String) -> Bool {
        StateDictionary.isAveraged(prefix.split(separator: ".").map(String.init))
    }
}
