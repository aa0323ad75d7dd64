extension TorchScriptEvaluator {
    /// What an expression stands for.
    ///
    /// - Parameter resultCount: how many targets take what it gives.
    func value(of expression: TorchScriptExpression, resultCount: Int = 1) throws -> TorchScriptValue {
        try deeper {
            try step()
            switch expression {
            case .none: return .none
            case .boolean(let value): return .boolean(value)
            case .integer(let value): return .integer(value)
            case .float(let value): return .float(value)
            case .text(let text): return .text(text)
            case .name(let name): return try value(named: name)
            case .attribute(let owner, let name): return try attribute(name, of: try value(of: owner))
            case .list(let items):
                try spend(items.count)
                return .list(TorchScriptList(try items.map { try value(of: $0) }))
            case .tuple(let items): return .tuple(try items.map { try value(of: $0) })
            case .dictionary(let items): return try dictionary(items)
            case .element(let owner, let place):
                return try element(try value(of: place), of: try value(of: owner))
            case .part(let owner, let from, let to):
                let bounds = try [from, to].map { try $0.map { try value(of: $0) } ?? .none }
                return try call(place: "torch.slice", TorchScriptArguments([try value(of: owner)] + bounds))
            case .operation(let name, let operands):
                return try operation(name, operands)
            case .choice(let condition, let first, let second):
                return try value(of: try isTrue(try value(of: condition)) ? first : second)
            case .call(let callee, let values, let named):
                return try call(callee, values, named, resultCount: resultCount)
            }
        }
    }

    // MARK: Names

    private static let words: Set<String> = ["torch", "ops", "__torch__", "CONSTANTS"]

    private func value(named name: String) throws -> TorchScriptValue {
        if let value = frames.last?.values[name] { return value }
        switch name {
        case "inf": return .float(.infinity)
        case "nan": return .float(.nan)
        default: break
        }
        guard Self.words.contains(name) || Self.functions.contains(name) else { throw senseless }
        return .place(name)
    }

    /// Functions without a place of their own.
    private static let functions: Set<String> = [
        "int", "float", "bool", "str", "len", "device", "fork", "hasattr", "print",
    ]

    func attribute(_ name: String, of owner: TorchScriptValue) throws -> TorchScriptValue {
        switch owner {
        case .place("CONSTANTS"):
            guard name.hasPrefix("c"), let number = Int(name.dropFirst()),
                archive.constantValues.indices.contains(number)
            else { throw error(.noAttribute(name, type: "constants.pkl")) }
            return try value(archive.constantValues[number], of: .constants, path: "CONSTANTS.\(name)")
        case .place(let place): return .place("\(place).\(name)")
        case .object(let index, let path):
            if let changed = changedAttributes[index]?[name] { return changed }
            if let value = archive.attribute(name, of: index) {
                return try self.value(value, of: .data, path: path.isEmpty ? name : "\(path).\(name)")
            }
            return try classValue(name, archive.data.objects[index].type)
        case .instance(let instance):
            return try instance.attributes[name] ?? classValue(name, instance.type)
        case .tuple(let items, let names):
            guard let place = names.firstIndex(of: name) else { throw senseless }
            return items[place]
        default: throw senseless
        }
    }

    /// A value that the class gives all its objects.
    private func classValue(_ name: String, _ type: String) throws -> TorchScriptValue {
        let attribute = try archive.type(type)?.attributes.first { $0.name == name }
        guard let value = attribute?.value else { throw error(.noAttribute(name, type: type)) }
        return try self.value(of: value)
    }

    // MARK: Containers

    private func dictionary(_ items: [TorchScriptExpression]) throws -> TorchScriptValue {
        try spend(items.count)
        let dictionary = TorchScriptDictionary([])
        for place in stride(from: 0, to: items.count, by: 2) {
            let (key, value) = (try value(of: items[place]), try value(of: items[place + 1]))
            try spend(dictionary.entries.count / 8)
            dictionary.set(key, value)
        }
        return .dictionary(dictionary)
    }

    func element(_ place: TorchScriptValue, of owner: TorchScriptValue) throws -> TorchScriptValue {
        if case .dictionary(let dictionary) = owner {
            try spend(dictionary.entries.count / 8)
            guard let value = dictionary[place] else { throw senseless }
            return value
        }
        if case .tensor = owner, place.integer != nil {
            return try call(place: "torch.select", TorchScriptArguments([owner, .integer(0), place]))
        }
        guard let items = owner.items else { throw senseless }
        return items[try position(place, in: items.count)]
    }

    // MARK: Operators and calls

    private func operation(_ name: String, _ operands: [TorchScriptExpression]) throws -> TorchScriptValue {
        // The second operand of `and` and `or` may make sense only after the first.
        if name == "__and__" || name == "__or__", operands.count == 2 {
            let first = try value(of: operands[0])
            if case .boolean(let isTrue) = first, isTrue == (name == "__or__") { return first }
            return try call(
                place: "torch.\(name)", TorchScriptArguments([first, try value(of: operands[1])]))
        }
        return try call(place: "torch.\(name)", TorchScriptArguments(try operands.map { try value(of: $0) }))
    }

    private func call(
        _ callee: TorchScriptExpression, _ values: [TorchScriptExpression], _ named: [TorchScriptKeyword],
        resultCount: Int
    ) throws -> TorchScriptValue {
        if case .name(let name) = callee, frames.last?.values[name] == nil {
            switch (name, values.count) {
            case ("annotate", 2), ("unchecked_cast", 2): return try value(of: values[1])
            case ("uninitialized", 1): return .none
            case ("isinstance", 2): return .boolean(try isInstance(try value(of: values[0]), values[1]))
            case ("getattr", 2...):
                guard case .text(let attribute) = values[1] else { throw senseless }
                return try self.attribute(attribute, of: try value(of: values[0]))
            default: break
            }
        }
        func arguments() throws -> TorchScriptArguments {
            TorchScriptArguments(
                try values.map { try value(of: $0) }, try named.map { ($0.name, try value(of: $0.value)) })
        }
        if case .attribute(let owner, let method) = callee {
            switch try value(of: owner) {
            case .object(let index, let path):
                return try call(method: method, of: index, path: path, try arguments())
            case .instance(let instance): return try call(method: method, of: instance, try arguments())
            case .place(let place):
                return try call(place: "\(place).\(method)", try arguments(), resultCount: resultCount)
            default: throw senseless
            }
        }
        guard case .place(let place) = try value(of: callee) else { throw senseless }
        return try call(place: place, try arguments(), resultCount: resultCount)
    }

    /// Whether a value is of a type that the code names.
    private func isInstance(_ value: TorchScriptValue, _ type: TorchScriptExpression) throws -> Bool {
        switch (type, value) {
        case (.tuple(let types), _): return try types.contains { try isInstance(value, $0) }
        case (.element(.name("Optional"), let inner), _): return try value.isNone || isInstance(value, inner)
        case (.element(.name("List"), let inner), .list(let list)):
            return try list.items.first.map { try isInstance($0, inner) } ?? true
        case (.element(.name("Dict"), _), .dictionary), (.element(.name("Tuple"), _), .tuple): return true
        case (.name("Tensor"), .tensor), (.name("int"), .integer), (.name("float"), .float),
            (.name("bool"), .boolean), (.name("str"), .text), (.name("NoneType"), .none), (.none, .none),
            (.name("list"), .list), (.name("tuple"), .tuple), (.name("number"), .integer),
            (.name("number"), .float):
            return true
        default: return false
        }
    }
}
