/// What an expression of TorchScript's code stands for while the code is followed.
enum TorchScriptValue {
    case none
    case boolean(Bool)
    case integer(Int)
    case float(Double)
    case text(String)
    /// A name of the network that is made.
    case tensor(String)
    case list(TorchScriptList)
    /// With the names of its parts where its class gives some.
    case tuple([TorchScriptValue], names: [String] = [])
    case dictionary(TorchScriptDictionary)
    /// A part of the file's object tree, and the path to it: `layer1.0.conv1`.
    case object(Int, path: String)
    /// An object that the code makes.
    case instance(TorchScriptInstance)
    /// Several words with dots between them that lead to a function or a class: `torch.nn`, `__torch__.net.relu`.
    case place(String)
    /// A device, an order in memory: what changes nothing here.
    case inert
}

/// A list, which all that hold it see changing.
final class TorchScriptList {
    var items: [TorchScriptValue]

    init(_ items: [TorchScriptValue]) {
        self.items = items
    }
}

/// A dictionary in the order in which it was filled.
final class TorchScriptDictionary {
    var entries: [(key: TorchScriptValue, value: TorchScriptValue)]

    init(_ entries: [(key: TorchScriptValue, value: TorchScriptValue)]) {
        self.entries = entries
    }

    private func place(of key: TorchScriptValue) -> Int? { entries.firstIndex { $0.key.equals(key) == true } }

    subscript(key: TorchScriptValue) -> TorchScriptValue? { place(of: key).map { entries[$0].value } }

    /// Gives a key its value, at the end where it is new.
    func set(_ key: TorchScriptValue, _ value: TorchScriptValue) {
        if let place = place(of: key) {
            entries[place].value = value
        } else {
            entries.append((key, value))
        }
    }
}

/// An object of a class, made by the code.
final class TorchScriptInstance {
    let type: String
    var attributes: [String: TorchScriptValue] = [:]

    init(type: String) {
        self.type = type
    }
}

extension TorchScriptValue {
    /// The parts of a list or a tuple.
    var items: [TorchScriptValue]? {
        switch self {
        case .list(let list): list.items
        case .tuple(let items, _): items
        default: nil
        }
    }

    /// A number, as PyTorch counts truth values among them, too.
    var number: Double? {
        switch self {
        case .boolean(let value): value ? 1 : 0
        case .integer(let value): Double(value)
        case .float(let value): value
        default: nil
        }
    }

    var integer: Int? {
        switch self {
        case .boolean(let value): value ? 1 : 0
        case .integer(let value): value
        default: nil
        }
    }

    var isNone: Bool {
        if case .none = self { true } else { false }
    }

    /// Whether it is a tensor, or a list or a tuple with one.
    var hasTensor: Bool {
        if case .tensor = self { return true }
        return (items ?? []).contains { if case .tensor = $0 { true } else { false } }
    }

    /// Nil for what cannot be compared here.
    func equals(_ other: TorchScriptValue) -> Bool? {
        // Lists that hold the same list many times are small and have many places.
        var comparisons = 1 << 16
        return equals(other, depth: 0, &comparisons)
    }

    private func equals(_ other: TorchScriptValue, depth: Int, _ comparisons: inout Int) -> Bool? {
        comparisons -= 1
        if let a = integer, let b = other.integer { return a == b }
        if let a = number, let b = other.number { return a == b }
        switch (self, other) {
        case (.none, .none), (.inert, .inert): return true
        case (.text(let a), .text(let b)): return a == b
        default: break
        }
        guard depth < 8, comparisons > 0, let a = items, let b = other.items else {
            return isPlain && other.isPlain ? false : nil
        }
        guard a.count == b.count else { return false }
        for (left, right) in zip(a, b) {
            guard let isEqual = left.equals(right, depth: depth + 1, &comparisons), comparisons > 0 else {
                return nil
            }
            if !isEqual { return false }
        }
        return true
    }

    private var isPlain: Bool {
        switch self {
        case .none, .boolean, .integer, .float, .text: true
        default: false
        }
    }

    /// What it is, for messages of the network itself.
    var description: String {
        switch self {
        case .none: "None"
        case .boolean(let value): value ? "True" : "False"
        case .integer(let value): "\(value)"
        case .float(let value): "\(value)"
        case .text(let text): text
        case .list(let list): "[\(list.items.prefix(16).map(\.plainDescription).joined(separator: ", "))]"
        case .tuple(let items, _): "(\(items.prefix(16).map(\.plainDescription).joined(separator: ", ")))"
        default: "…"
        }
    }

    private var plainDescription: String { items == nil ? description : "…" }
}
