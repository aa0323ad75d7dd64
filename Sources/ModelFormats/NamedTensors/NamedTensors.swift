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

    /// Prefixes that training code puts before all names of a network.
    static let wrappers = ["module.", "model.", "backbone."]

    /// The same tensors without the prefixes that wrap the whole network.
    func unwrapped() -> NamedTensors {
        guard let first = entries.first,
            let wrapper = Self.wrappers.first(where: { wrapper in
                first.name.utf8.count > wrapper.utf8.count
                    && entries.allSatisfy { $0.name.hasPrefix(wrapper) }
            })
        else { return self }
        let shorter = entries.map { Entry(name: String($0.name.dropFirst(wrapper.count)), shape: $0.shape) }
        return NamedTensors(path: path, entries: shorter, read: read).unwrapped()
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
