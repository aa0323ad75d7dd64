import Files

/// One layer as a model's description names it.
struct KerasLayer: Sendable {
    let name: String
    /// `Conv2D`, `BatchNormalization` and so on.
    let className: String
    let settings: KerasSettings
    /// Where the layer is applied; a layer that is shared is applied several times.
    let calls: [KerasArguments]
    /// The layers of a model that is used as a layer.
    let network: KerasNetwork?
    /// Whether it is an operation on tensors, which may have a layer's class name.
    var isOperation = false
    /// The number by which others know the first call.
    var firstCall = 0

    /// The outputs' places: the call's, and the first of it.
    func output(ofCall index: Int) -> KerasOutput {
        KerasOutput(layer: name, call: index + firstCall, index: 0)
    }
}

/// The output of a layer's call.
struct KerasOutput: Sendable, Hashable {
    let layer: String
    let call: Int
    let index: Int
}

/// A layer's settings with the defaults that Keras has.
struct KerasSettings: Sendable {
    let path: String
    let layer: String
    let values: [String: JSONValue]

    func fault(_ key: String) -> KerasError { KerasError(path, .setting(layer: layer, key)) }

    /// The value, or nil where it is absent or null.
    subscript(key: String) -> JSONValue? {
        guard let value = values[key], !value.isNull else { return nil }
        return value
    }

    func bool(_ key: String, default standard: Bool) throws(KerasError) -> Bool {
        guard let value = self[key] else { return standard }
        guard let bool = value.bool else { throw fault(key) }
        return bool
    }

    func text(_ key: String, default standard: String) throws(KerasError) -> String {
        guard let value = self[key] else { return standard }
        guard let text = value.text else { throw fault(key) }
        return text
    }

    func integer(_ key: String, default standard: Int? = nil) throws(KerasError) -> Int {
        guard let value = self[key] else {
            guard let standard else { throw fault(key) }
            return standard
        }
        guard let integer = value.integer else { throw fault(key) }
        return integer
    }

    func number(_ key: String, default standard: Double) throws(KerasError) -> Double {
        guard let value = self[key] else { return standard }
        // Older files wrap numbers: {"class_name": "__numpy__", "value": 0.1}.
        guard let number = value.number ?? value["value"]?.number else { throw fault(key) }
        return number
    }

    /// One number for each axis, which may be written as one for all.
    func extents(_ key: String, count: Int, default standard: Int? = nil) throws(KerasError) -> [Int] {
        guard let value = self[key] else {
            guard let standard else { throw fault(key) }
            return [Int](repeating: standard, count: count)
        }
        if let integer = value.integer { return [Int](repeating: integer, count: count) }
        guard let list = value.list, list.count == count else { throw fault(key) }
        return try list.map { (element) throws(KerasError) in
            guard let integer = element.integer else { throw fault(key) }
            return integer
        }
    }

    /// ((before, after), …) for each axis, (both, …) or one number for all.
    func sides(_ key: String, count: Int) throws(KerasError) -> [(before: Int, after: Int)] {
        if let list = self[key]?.list, list.count == count, list.allSatisfy({ $0.list?.count == 2 }) {
            return try list.map { (pair) throws(KerasError) in
                guard let before = pair.list?[0].integer, let after = pair.list?[1].integer else {
                    throw fault(key)
                }
                return (before, after)
            }
        }
        return try extents(key, count: count, default: 1).map { ($0, $0) }
    }

    /// One number or a list of them, however deeply nested.
    func numbers(_ key: String) throws(KerasError) -> [Double]? {
        guard let value = self[key] else { return nil }
        if let number = value.number { return [number] }
        var numbers: [Double] = []
        var rest = [value]
        while let next = rest.popLast() {
            if let number = next.number {
                numbers.append(number)
            } else if let list = next.list ?? next["value"]?.list {
                rest.append(contentsOf: list.reversed())
            } else {
                throw fault(key)
            }
        }
        return numbers
    }
}
