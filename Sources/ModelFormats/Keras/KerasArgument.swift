import Files
import Tensors

/// One argument of a layer's call.
indirect enum KerasArgument: Sendable {
    case output(KerasOutput)
    case number(Double)
    case flag(Bool)
    case text(String)
    case none
    case array(Tensor)
    case list([KerasArgument])
    case slice(start: Int?, stop: Int?, step: Int?)
    case ellipsis
    /// Of a form that is not known, by its class.
    case unknown(String)

    /// An argument as Keras 3 writes it: everything that JSON does not have is a record with its class.
    init(_ value: JSONValue) {
        if let list = value.list {
            self = .list(list.map { KerasArgument($0) })
            return
        }
        guard let record = value.record else {
            self.init(plain: value)
            return
        }
        let config = record["config"]
        switch record["class_name"]?.text {
        case "__keras_tensor__":
            let output = config?["keras_history"]?.list.flatMap { KerasOutput($0) }
            self = output.map(KerasArgument.output) ?? .unknown("__keras_tensor__")
        case "__tensor__", "__numpy__", "__np_array__":
            let value = (config?["value"] ?? record["value"]).flatMap { KerasArgument($0).tensor }
            self = value.map(KerasArgument.array) ?? .unknown("__tensor__")
        case "__slice__": self.init(slice: config ?? .null)
        case "__ellipsis__": self = .ellipsis
        case let name?: self = .unknown(name)
        // A dictionary's values, in the order in which Keras lays dictionaries out.
        case nil: self = .list(record.sorted { $0.key < $1.key }.map { KerasArgument($0.value) })
        }
    }

    /// An argument as Keras 2 writes it: a layer's output is a list of its name and two numbers.
    init(version2 value: JSONValue) {
        if let list = value.list {
            if let output = KerasOutput(list) {
                self = .output(output)
            } else {
                self = .list(list.map { KerasArgument(version2: $0) })
            }
        } else if value["class_name"]?.text == "__ellipsis__" {
            self = .ellipsis
        } else if let record = value.record {
            self =
                record["class_name"] == nil && Set(record.keys).isSuperset(of: ["start", "stop", "step"])
                ? KerasArgument(slice: value) : .unknown(record["class_name"]?.text ?? "dict")
        } else {
            self.init(plain: value)
        }
    }

    private init(plain value: JSONValue) {
        switch value {
        case .bool(let flag): self = .flag(flag)
        case .text(let text): self = .text(text)
        case .null: self = .none
        default: self = value.number.map(KerasArgument.number) ?? .unknown("dict")
        }
    }

    private init(slice value: JSONValue) {
        let parts = ["start", "stop", "step"].map { value[$0] ?? .null }
        self =
            parts.allSatisfy { $0.isNull || $0.integer != nil }
            ? .slice(start: parts[0].integer, stop: parts[1].integer, step: parts[2].integer)
            : .unknown("slice")
    }
}

extension KerasArgument {
    /// The outputs in it, in order.
    var outputs: [KerasOutput] {
        switch self {
        case .output(let output): [output]
        case .list(let list): list.flatMap(\.outputs)
        default: []
        }
    }

    /// The class of something in it that is not understood.
    var unknown: String? {
        switch self {
        case .unknown(let name): name
        case .list(let list): Self.firstUnknown(list)
        default: nil
        }
    }

    /// A loop: the compiler lays out a lazy sequence of a recursive property in itself, over and over.
    fileprivate static func firstUnknown(_ arguments: [KerasArgument]) -> String? {
        for argument in arguments {
            if let unknown = argument.unknown { return unknown }
        }
        return nil
    }

    var isNone: Bool { if case .none = self { true } else { false } }
    var flag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
    var text: String? { if case .text(let text) = self { text } else { nil } }
    var list: [KerasArgument]? { if case .list(let list) = self { list } else { nil } }
    var output: KerasOutput? { if case .output(let output) = self { output } else { nil } }

    var number: Double? {
        switch self {
        case .number(let number): number
        case .array(let tensor) where tensor.count == 1: Double(tensor[0])
        default: nil
        }
    }

    var integer: Int? { number.flatMap { Int(exactly: $0) } }

    /// One whole number or several.
    var integers: [Int]? {
        if let integer { return [integer] }
        if case .array(let tensor) = self, tensor.shape.rank <= 1 {
            let values = tensor.values.compactMap { Int(exactly: $0) }
            return values.count == tensor.count ? values : nil
        }
        guard let list else { return nil }
        let values = list.compactMap(\.integer)
        return values.count == list.count ? values : nil
    }

    /// Numbers in evenly nested lists.
    var tensor: Tensor? {
        switch self {
        case .array(let tensor): return tensor
        case .number(let number): return Tensor([], [Float(number)])
        case .flag(let flag): return Tensor([], [flag ? 1 : 0])
        case .list(let list):
            let parts = list.compactMap(\.tensor)
            guard let first = parts.first, parts.count == list.count,
                parts.allSatisfy({ $0.shape == first.shape })
            else { return nil }
            return Tensor(Shape([parts.count] + first.shape.dimensions), parts.flatMap(\.values))
        default: return nil
        }
    }

    /// The same with what stands for layers' outputs.
    func replacing(_ replacement: (KerasOutput) -> KerasArgument?) -> KerasArgument {
        switch self {
        case .output(let output): replacement(output) ?? self
        case .list(let list): .list(list.map { $0.replacing(replacement) })
        default: self
        }
    }
}

/// What a layer is applied to.
struct KerasArguments: Sendable {
    var positional: [KerasArgument]
    var named: [String: KerasArgument]

    /// The layers' outputs that it reads: those by position, then those by name.
    var outputs: [KerasOutput] { positional.flatMap(\.outputs) + namedOutputs }

    var namedOutputs: [KerasOutput] { named.sorted { $0.key < $1.key }.flatMap(\.value.outputs) }

    var unknown: String? { KerasArgument.firstUnknown(positional + named.values) }

    init(_ outputs: [KerasOutput] = []) {
        let arguments = outputs.map(KerasArgument.output)
        positional = arguments.count > 1 ? [.list(arguments)] : arguments
        named = [:]
    }

    /// Keras 2: [[layer, call, output, named], …] for a list, one of these for a single input; Keras 3: {"args": …,
    /// "kwargs": …}.
    init?(_ node: JSONValue) {
        if node.record != nil {
            positional = (node["args"]?.list ?? []).map { KerasArgument($0) }
            named = (node["kwargs"]?.record ?? [:]).mapValues { KerasArgument($0) }
            for name in ["inputs", "x"] where positional.isEmpty {
                if let first = named.removeValue(forKey: name) { positional = [first] }
            }
            return
        }
        guard let items = node.list else { return nil }
        let isSingle = items.first?.text != nil
        var first: [KerasArgument] = []
        named = [:]
        for item in isSingle ? [node] : items {
            guard let list = item.list, list.count >= 3 else { return nil }
            // An operation's first argument that is no layer's output.
            if list[0].text == "_CONSTANT_VALUE", list[1].integer == -1 {
                first.append(KerasArgument(version2: list[2]))
            } else {
                guard let output = KerasOutput(list) else { return nil }
                first.append(.output(output))
            }
            named.merge(
                (list.count > 3 ? list[3].record ?? [:] : [:]).mapValues { KerasArgument(version2: $0) }
            ) { old, _ in old }
        }
        positional = isSingle || first.count == 1 ? first : [.list(first)]
    }

    func replacing(_ replacement: (KerasOutput) -> KerasArgument?) -> KerasArguments {
        var copy = self
        copy.positional = positional.map { $0.replacing(replacement) }
        copy.named = named.mapValues { $0.replacing(replacement) }
        return copy
    }
}

extension KerasOutput {
    /// [layer, call, output, …]
    init?(_ list: [JSONValue]) {
        guard list.count >= 3, let layer = list[0].text, let call = list[1].integer,
            let index = list[2].integer
        else { return nil }
        self.init(layer: layer, call: call, index: index)
    }
}
