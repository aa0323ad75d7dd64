/// What the file's pickles hold as values of the code.
extension TorchScriptEvaluator {
    private static let valueDepth = 16

    /// - Parameter path: the names on the way to the value, for weights and parts of the network.
    func value(
        _ pickled: PickleValue, of part: TorchScriptArchive.Part, path: String, depth: Int = 0
    ) throws -> TorchScriptValue {
        guard depth < Self.valueDepth else { throw error(.tooDeep) }
        func items(_ index: Int) throws -> [TorchScriptValue] {
            let items = archive.pickle(part).containers[index]
            try spend(items.count)
            return try items.enumerated().map {
                try value($0.element, of: part, path: "\(path).\($0.offset)", depth: depth + 1)
            }
        }
        switch pickled {
        case .none: return .none
        case .boolean(let value): return .boolean(value)
        case .integer(let value): return .integer(value)
        case .real(let value): return .float(value)
        case .string(let text): return .text(text)
        case .list(let index): return .list(TorchScriptList(try items(index)))
        case .tuple(let index): return .tuple(try items(index))
        case .dictionary(let index):
            let items = try items(index)
            return .dictionary(
                TorchScriptDictionary(
                    stride(from: 0, to: items.count - 1, by: 2).map { (items[$0], items[$0 + 1]) }))
        case .tensor(let index): return .tensor(try weight(index, of: part, path: path))
        case .object(let index): return try object(index, of: part, path: path, depth: depth)
        case .inert, .global, .storage, .wideInteger: return .inert
        }
    }

    private func object(
        _ index: Int, of part: TorchScriptArchive.Part, path: String, depth: Int
    ) throws -> TorchScriptValue {
        let pickle = archive.pickle(part)
        let object = pickle.objects[index]
        guard object.type.hasPrefix("torch.jit._pickle.") else {
            return part == .data ? .object(index, path: path) : .inert
        }
        // A list or a dictionary with the type of its elements.
        guard case .tuple(let arguments)? = object.parts.first,
            let content = pickle.containers[arguments].first
        else { throw error(.missingPart(path)) }
        return try value(content, of: part, path: path, depth: depth + 1)
    }

    private func weight(_ index: Int, of part: TorchScriptArchive.Part, path: String) throws -> String {
        let name = "#\(part.rawValue)/\(index)"
        if network.values[name] == nil {
            let value = try archive.weight(index, of: part, named: path)
            network.bind(name, network.translation.constant(value))
        }
        return name
    }
}
