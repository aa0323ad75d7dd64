import Tensors

/// The tensors of a file of bare weights: names in the file's order, shapes, and values when they are asked for.
public struct NamedTensors: Sendable {
    public struct Entry: Sendable, Equatable {
        public let name: String
        public let shape: Shape

        public init(name: String, shape: Shape) {
            self.name = name
            self.shape = shape
        }
    }

    public let path: String
    /// The tensors in the file's order.
    public let entries: [Entry]
    private let positions: [String: Int]
    private let read: @Sendable (_ position: Int) throws -> Tensor

    /// - Parameters:
    ///   - entries: of different names.
    ///   - read: gives the tensor at a position of `entries`, in its shape.
    public init(path: String, entries: [Entry], read: @escaping @Sendable (_ position: Int) throws -> Tensor)
    {
        self.path = path
        self.entries = entries
        self.read = read
        positions = Dictionary(
            entries.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The tensors of several files as those of one; where two have the same name, the first counts.
    init(path: String, joining parts: [NamedTensors]) {
        let places = parts.enumerated().flatMap { part, tensors in
            tensors.entries.indices.map { (part: part, position: $0) }
        }
        self.init(path: path, entries: parts.flatMap(\.entries)) { index in
            try parts[places[index].part].read(places[index].position)
        }
    }

    /// The same tensors with `prefix` taken off the names that have it; the others stay as they are, unless their name is one
    /// of the shorter ones.
    func named(under prefix: String) -> NamedTensors {
        guard !prefix.isEmpty else { return self }
        let shorter = Set(
            entries.lazy.filter { $0.name.hasPrefix(prefix) }.map { $0.name.dropFirst(prefix.count) })
        let renamed = entries.map { entry in
            let name =
                entry.name.hasPrefix(prefix)
                ? String(entry.name.dropFirst(prefix.count))
                : shorter.contains(entry.name[...]) ? "./\(entry.name)" : entry.name
            return Entry(name: name, shape: entry.shape)
        }
        return NamedTensors(path: path, entries: renamed, read: read)
    }
}

extension NamedTensors: Weights {
    public func tensor(_ name: String, _ shape: Shape) throws -> Tensor {
        guard let position = positions[name] else {
            throw NamedTensorsError(path: path, problem: .missing(tensor: name))
        }
        guard entries[position].shape == shape else {
            throw NamedTensorsError(
                path: path,
                problem: .shape(tensor: name, expected: shape, found: entries[position].shape))
        }
        return try read(position)
    }

    public func shape(of name: String) -> Shape? { positions[name].map { entries[$0].shape } }
}
