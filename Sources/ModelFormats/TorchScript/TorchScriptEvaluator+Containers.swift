/// Functions of lists, dictionaries and texts.
extension TorchScriptEvaluator {
    /// Nil for what is no function of these, or has no such argument.
    func containerFunction(_ name: String, _ arguments: TorchScriptArguments) throws -> TorchScriptValue? {
        let values = arguments.values
        switch values.first {
        case nil where name == "dict": return .dictionary(TorchScriptDictionary([]))
        case .list(let list) where name == "dict": return try dictionary(ofPairs: list.items)
        case .list(let list): return try listFunction(name, list, values)
        case .tuple(let items, _): return try listFunction(name, TorchScriptList(items), values)
        case .dictionary(let dictionary): return try dictionaryFunction(name, dictionary, values)
        case .text(let text): return try textFunction(name, text, values)
        case .integer(let count)?:
            guard name == "mul", values.count == 2, case .list(let list) = values[1] else { return nil }
            return try repeated(list, count)
        default: return nil
        }
    }

    private func listFunction(
        _ name: String, _ list: TorchScriptList, _ values: [TorchScriptValue]
    ) throws -> TorchScriptValue? {
        // No copy of the items may be held while they change: it would cost as much as the list each time.
        var items: [TorchScriptValue] { list.items }
        switch (name, values.count) {
        case ("len", 1): return .integer(items.count)
        case ("copy", 1), ("list", 1): return try made(items)
        case ("append", 2):
            try spend(1)
            list.items.append(values[1])
            return values[0]
        case ("extend", 2):
            guard let more = values[1].items else { throw senseless }
            try spend(more.count)
            list.items += more
            return TorchScriptValue.none
        case ("insert", 3):
            guard let place = values[1].integer else { throw senseless }
            try spend(1 + items.count)
            let index = place < 0 ? max(place + items.count, 0) : min(place, items.count)
            list.items.insert(values[2], at: max(index, 0))
            return TorchScriptValue.none
        case ("pop", 1...2):
            let place = try position(values.count == 2 ? values[1] : .integer(-1), in: items.count)
            try spend(items.count / 64)
            return list.items.remove(at: place)
        case ("_set_item", 3):
            list.items[try position(values[1], in: items.count)] = values[2]
            return values[0]
        case ("reverse", 1):
            try spend(items.count)
            list.items.reverse()
            return TorchScriptValue.none
        case ("clear", 1):
            list.items = []
            return TorchScriptValue.none
        case ("slice", 1...4): return try slice(items, values)
        case ("__getitem__", 2): return try element(values[1], of: values[0])
        case ("add", 2), ("add_", 2):
            guard let more = values[1].items else { return nil }
            return try made(items + more)
        case ("mul", 2): return try values[1].integer.map { try repeated(list, $0) }
        case ("__contains__", 2):
            try spend(items.count / 8)
            return .boolean(items.contains { $0.equals(values[1]) == true })
        case ("eq", 2), ("ne", 2):
            try spend(items.count / 8)
            guard let isEqual = values[0].equals(values[1]) else { throw senseless }
            return .boolean(isEqual == (name == "eq"))
        case ("index", 2):
            try spend(items.count / 8)
            guard let place = items.firstIndex(where: { $0.equals(values[1]) == true }) else { return nil }
            return .integer(place)
        case ("sum", 1): return try sum(items)
        case ("any", 1), ("all", 1):
            try spend(items.count / 8)
            guard items.allSatisfy({ $0.number != nil }) else { return nil }
            return .boolean(
                name == "any" ? items.contains { $0.number != 0 } : items.allSatisfy { $0.number != 0 })
        case ("__not__", 1): return .boolean(items.isEmpty)
        default: return nil
        }
    }

    /// The place of an element, which is counted from the end where it is below 0.
    func position(_ place: TorchScriptValue, in count: Int) throws -> Int {
        guard let place = place.integer, place >= -count, place < count else { throw senseless }
        return place < 0 ? place + count : place
    }

    private func made(_ items: [TorchScriptValue]) throws -> TorchScriptValue {
        try spend(items.count)
        return .list(TorchScriptList(items))
    }

    private func repeated(_ list: TorchScriptList, _ count: Int) throws -> TorchScriptValue {
        let (total, overflow) = list.items.count.multipliedReportingOverflow(by: max(count, 0))
        try spend(overflow ? .max : total)
        return .list(TorchScriptList((0..<max(count, 0)).flatMap { _ in list.items }))
    }

    private func sum(_ items: [TorchScriptValue]) throws -> TorchScriptValue? {
        guard items.allSatisfy({ $0.number != nil }) else { return nil }
        try spend(items.count)
        var sum = TorchScriptValue.integer(0)
        for item in items {
            sum = try numberFunction("add", TorchScriptArguments([sum, item])) ?? .none
        }
        return sum
    }

    /// `items[start:end:step]`
    private func slice(_ items: [TorchScriptValue], _ values: [TorchScriptValue]) throws -> TorchScriptValue {
        func bound(_ place: Int, _ standard: Int) throws -> Int {
            guard values.count > place, !values[place].isNone else { return standard }
            guard let value = values[place].integer else { throw senseless }
            return min(max(value < 0 && value >= -items.count ? value + items.count : value, 0), items.count)
        }
        let (start, end) = (try bound(1, 0), try bound(2, items.count))
        let step = values.count > 3 ? values[3].integer ?? 0 : 1
        guard step > 0 else { throw senseless }
        guard start < end else { return try made([]) }
        return try made(stride(from: start, to: end, by: step).map { items[$0] })
    }

    private func dictionary(ofPairs pairs: [TorchScriptValue]) throws -> TorchScriptValue {
        let dictionary = TorchScriptDictionary([])
        for pair in pairs {
            guard let items = pair.items, items.count == 2 else { throw senseless }
            try spend(1 + dictionary.entries.count / 8)
            dictionary.set(items[0], items[1])
        }
        return .dictionary(dictionary)
    }

    private func dictionaryFunction(
        _ name: String, _ dictionary: TorchScriptDictionary, _ values: [TorchScriptValue]
    ) throws -> TorchScriptValue? {
        try spend(dictionary.entries.count / 8)
        switch (name, values.count) {
        case ("len", 1): return .integer(dictionary.entries.count)
        case ("keys", 1): return try made(dictionary.entries.map(\.key))
        case ("values", 1): return try made(dictionary.entries.map(\.value))
        case ("items", 1): return try made(dictionary.entries.map { .tuple([$0.key, $0.value]) })
        case ("copy", 1), ("dict", 1):
            try spend(dictionary.entries.count)
            return .dictionary(TorchScriptDictionary(dictionary.entries))
        case ("__contains__", 2): return .boolean(dictionary[values[1]] != nil)
        case ("get", 2), ("get", 3), ("__getitem__", 2):
            if let value = dictionary[values[1]] { return value }
            guard name == "get" else { throw senseless }
            return values.count == 3 ? values[2] : TorchScriptValue.none
        case ("_set_item", 3):
            try spend(1)
            dictionary.set(values[1], values[2])
            return TorchScriptValue.none
        default: return nil
        }
    }

    private func textFunction(
        _ name: String, _ text: String, _ values: [TorchScriptValue]
    ) throws -> TorchScriptValue? {
        switch (name, values.count) {
        case ("len", 1): return .integer(text.unicodeScalars.count)
        case ("eq", 2), ("ne", 2):
            return .boolean((values[0].equals(values[1]) == true) == (name == "eq"))
        case ("add", 2):
            guard case .text(let more) = values[1] else { throw senseless }
            try spend((text.utf8.count + more.utf8.count) / 8)
            return .text(text + more)
        case ("__contains__", 2):
            guard case .text(let part) = values[1] else { throw senseless }
            return .boolean(text.contains(part))
        case ("str", 1): return values[0]
        case ("lower", 1): return .text(text.lowercased())
        case ("upper", 1): return .text(text.uppercased())
        case ("startswith", 2), ("endswith", 2):
            guard case .text(let part) = values[1] else { throw senseless }
            return .boolean(name == "startswith" ? text.hasPrefix(part) : text.hasSuffix(part))
        default: return nil
        }
    }
}
