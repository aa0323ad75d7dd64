/// What a pickle of PyTorch can say. Containers are positions in the pickle's tables, so that a deep or cyclic one
/// needs no deep stack anywhere.
enum PickleValue: Sendable {
    case none
    case boolean(Bool)
    case integer(Int)
    /// An integer of more than 64 bits: two's complement, little-endian.
    case wideInteger([UInt8])
    case real(Double)
    case string(String)
    case tuple(Int)
    case list(Int)
    case dictionary(Int)
    /// Something that weights do not depend on, such as a device.
    case inert
    case global(PickleGlobal)
    case storage(Int)
    case tensor(Int)
    /// Something of a class that is not known here: a position in the pickle's table of objects.
    case object(Int)
}

/// What a pickle says of something whose class is not known here. It is written down and never made.
struct PickleObject: Sendable {
    /// The class or the function with its module, such as `argparse.Namespace`.
    let type: String
    /// Its arguments, what it holds as a list, and its state, in the order of the pickle.
    var parts: [PickleValue]
    /// Keys and values by turns of what it holds as a dictionary.
    var items: [PickleValue] = []
}

/// The names that a pickle refers to: ways to write down tensors, and everything else, which stays a name.
enum PickleGlobal: Sendable, Equatable {
    case orderedDictionary
    case rebuildTensor
    case rebuildParameter
    /// `(function, class, arguments, state)`: a tensor of a class of its own.
    case rebuildFromType
    case storage(ElementType)
    /// Data that weights do not depend on: sizes, devices, element types.
    case inert
    /// A class or function that is not known here, with its module.
    case other(String)

    init(module: String, name: String) {
        switch (module, name) {
        case ("collections", "OrderedDict"): self = .orderedDictionary
        case ("torch._utils", "_rebuild_tensor_v2"), ("torch._utils", "_rebuild_tensor"):
            self = .rebuildTensor
        case ("torch._utils", "_rebuild_parameter"), ("torch._utils", "_rebuild_parameter_with_state"):
            self = .rebuildParameter
        case ("torch._tensor", "_rebuild_from_type_v2"), ("torch.tensor", "_rebuild_from_type"):
            self = .rebuildFromType
        case ("torch", "Size"), ("torch", "device"): self = .inert
        case ("torch", let type) where Self.elementTypes.contains(type): self = .inert
        case ("torch", let type):
            self = Self.storages[type].map(PickleGlobal.storage) ?? .other("torch.\(type)")
        default: self = .other(module.isEmpty ? name : "\(module).\(name)")
        }
    }

    /// Whether loading the pickle in Python would run commands or code of its own; no weights were ever saved so.
    var isCode: Bool {
        guard case .other(let name) = self else { return false }
        let module = name.split(separator: ".").first.map(String.init) ?? name
        return Self.codeModules.contains(module) || Self.codeNames.contains(name)
    }

    private static let codeModules: Set<String> = [
        "os", "posix", "nt", "subprocess", "sys", "socket", "shutil", "runpy", "importlib", "pty", "ctypes",
        "webbrowser", "code", "pickle", "_pickle", "commands", "urllib", "requests", "asyncio",
        "multiprocessing", "threading", "signal", "builtin", "pip", "platform", "timeit", "pdb", "bdb",
    ]

    private static let codeNames: Set<String> = Set(
        ["builtins", "__builtin__"].flatMap { module in
            ["eval", "exec", "compile", "__import__", "open", "input", "execfile", "breakpoint"].map {
                "\(module).\($0)"
            }
        } + ["torch.load", "torch.serialization.load", "torch.hub.load", "operator.methodcaller"])

    /// Ways to write down tensors that are not read.
    static let otherTensors: Set<String> = [
        "torch._utils._rebuild_qtensor", "torch._utils._rebuild_sparse_tensor",
        "torch._utils._rebuild_sparse_csr_tensor", "torch._utils._rebuild_nested_tensor",
        "torch._utils._rebuild_wrapper_subclass", "torch._utils._rebuild_tensor_v3",
        "torch._utils._rebuild_device_tensor_from_numpy", "torch._utils._rebuild_meta_tensor_no_storage",
    ]

    private static let storages: [String: ElementType] = [
        "FloatStorage": .float32, "HalfStorage": .float16, "BFloat16Storage": .bfloat16,
        "DoubleStorage": .float64,
        "LongStorage": .int64, "IntStorage": .int32, "ShortStorage": .int16, "CharStorage": .int8,
        "ByteStorage": .uint8, "BoolStorage": .boolean,
    ]

    private static let elementTypes: Set<String> = [
        "float32", "float16", "bfloat16", "float64", "int64", "int32", "int16", "int8", "uint8", "bool",
    ]
}

/// A storage that a pickle refers to: a run of elements elsewhere in the file.
struct PickleStorage: Sendable, Equatable {
    let type: ElementType
    let key: String
    /// Elements of the whole storage.
    let count: Int
    /// The part that stands for a storage of its own, in elements.
    let view: Range<Int>

    /// Whether both describe the same run in the same way.
    func agrees(with other: PickleStorage) -> Bool { type == other.type && count == other.count }
}

extension PickleStorage {
    /// `('storage', class, key, location, count)`, in the legacy form with a sixth field: None or `(key, offset, size)`.
    init?(_ items: [PickleValue], in containers: [[PickleValue]]) {
        guard items.count == 5 || items.count == 6, case .global(.storage(let type)) = items[1],
            case .string(let key) = items[2], case .integer(let count) = items[4], count >= 0
        else { return nil }
        var view = 0..<count
        if items.count == 6, case .tuple(let part) = items[5] {
            let fields = containers[part]
            guard fields.count == 3, case .integer(let offset) = fields[1],
                case .integer(let size) = fields[2],
                offset >= 0, size >= 0, offset <= count, size <= count - offset
            else { return nil }
            view = offset..<offset + size
        } else if items.count == 6 {
            guard case .none = items[5] else { return nil }
        }
        self.init(type: type, key: key, count: count, view: view)
    }
}

/// A tensor over a storage.
struct PickleTensor: Sendable, Equatable {
    let storage: PickleStorage
    /// The first element, counted from the start of the storage's view.
    let offset: Int
    let shape: [Int]
    /// Steps from one element to the next, in elements.
    let strides: [Int]
}

/// One pickle, read and checked: no cycles, no deep nesting.
struct Pickle: Sendable {
    let root: PickleValue
    /// Items of tuples and lists; keys and values by turns of dictionaries.
    let containers: [[PickleValue]]
    let tensors: [PickleTensor]
    let storages: [PickleStorage]
    let objects: [PickleObject]

    /// The entries of a dictionary, or of an object that holds some, with strings as keys, in order; a later entry replaces an earlier one.
    func entries(of value: PickleValue) -> [(key: String, value: PickleValue)]? {
        let items: [PickleValue]
        switch value {
        case .dictionary(let index): items = containers[index]
        case .object(let index): items = objects[index].items
        default: return nil
        }
        var entries: [(key: String, value: PickleValue)] = []
        var positions: [String: Int] = [:]
        for position in stride(from: 0, to: items.count, by: 2) {
            guard case .string(let key) = items[position] else { continue }
            if let known = positions[key] {
                entries[known].value = items[position + 1]
            } else {
                positions[key] = entries.count
                entries.append((key, items[position + 1]))
            }
        }
        return entries
    }
}
