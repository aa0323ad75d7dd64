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
}

/// The names that a pickle may refer to: all of them are data or ways to write down data.
enum PickleGlobal: Sendable, Equatable {
    case orderedDictionary
    case rebuildTensor
    case rebuildParameter
    case storage(ElementType)
    /// Data that weights do not depend on: sizes, devices, element types, sets.
    case inert

    init?(module: String, name: String) {
        switch (module, name) {
        case ("collections", "OrderedDict"): self = .orderedDictionary
        case ("torch._utils", "_rebuild_tensor_v2"), ("torch._utils", "_rebuild_tensor"):
            self = .rebuildTensor
        case ("torch._utils", "_rebuild_parameter"), ("torch._utils", "_rebuild_parameter_with_state"):
            self = .rebuildParameter
        case ("torch", "Size"), ("torch", "device"), ("builtins", "set"), ("__builtin__", "set"):
            self = .inert
        case ("torch", let type) where Self.elementTypes.contains(type): self = .inert
        case ("torch", let name):
            guard let type = Self.storages[name] else { return nil }
            self = .storage(type)
        default: return nil
        }
    }

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

    /// The entries of a dictionary with strings as keys, in order; a later entry replaces an earlier one.
    func entries(of value: PickleValue) -> [(key: String, value: PickleValue)]? {
        guard case .dictionary(let index) = value else { return nil }
        let items = containers[index]
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
