import Files

/// Reads the pickles of PyTorch files, protocol 2 (Python's pickletools; the opcodes that PyTorch 2.13 takes for
/// `weights_only`).
///
/// A pickle is a program for a small stack machine. This one can call nothing: what is no tensor, dictionary or plain value
/// becomes a ``PickleObject``, which says what it was, and an instruction that is not known is an error.
struct PickleReader {
    /// Values on the stack, in the memo or in containers at most.
    static let valueLimit = 1_000_000
    static let depthLimit = 64

    private let path: String
    private let bytes: UnsafeRawBufferPointer
    /// Whether tensors of kinds that are not read become objects instead of errors.
    private let keepsOtherTensors: Bool
    /// Where the next pickle starts.
    private(set) var position: Int

    private var stack: [PickleValue] = []
    private var marks: [Int] = []
    private var memo: [UInt32: PickleValue] = [:]
    private var containers: [[PickleValue]] = []
    private var tensors: [PickleTensor] = []
    private var storages: [PickleStorage] = []
    private var objects: [PickleObject] = []
    private var valueCount = 0

    init(
        _ bytes: UnsafeRawBufferPointer, path: String, position: Int = 0, keepsOtherTensors: Bool = false
    ) {
        self.keepsOtherTensors = keepsOtherTensors
        self.bytes = bytes
        self.path = path
        self.position = position
    }

    /// Reads one pickle.
    ///
    /// - Throws: ``PyTorchError``.
    mutating func read() throws(PyTorchError) -> Pickle {
        stack = []
        marks = []
        memo = [:]
        containers = []
        tensors = []
        storages = []
        objects = []
        valueCount = 0
        while true {
            let start = position
            let opcode = try number(UInt8.self)
            if opcode == UInt8(ascii: ".") { break }
            try execute(opcode, at: start)
        }
        guard stack.count == 1, marks.isEmpty else { throw malformed() }
        try PickleNesting(containers: containers, path: path).check(stack[0])
        return Pickle(
            root: stack[0], containers: containers, tensors: tensors, storages: storages, objects: objects)
    }

    private mutating func execute(_ opcode: UInt8, at start: Int) throws(PyTorchError) {
        switch opcode {
        case 0x80:
            let version = try number(UInt8.self)
            guard version == 2 else { throw PyTorchError(path, .protocolVersion(Int(version))) }
        case UInt8(ascii: "c"): try push(.global(try global()))
        case UInt8(ascii: "}"): try push(.dictionary(try container([])))
        case UInt8(ascii: ")"): try push(.tuple(try container([])))
        case UInt8(ascii: "]"): try push(.list(try container([])))
        case 0x8F: try push(.inert)
        case UInt8(ascii: "("):
            try count(1)
            marks.append(stack.count)
        case UInt8(ascii: "R"), 0x81:
            let arguments = try pop()
            try push(try reduce(try pop(), arguments))
        case UInt8(ascii: "b"):
            let state = try pop()
            switch stack.last {
            case .object(let index): objects[index].parts.append(state)
            // Attributes of a dictionary or a tensor, such as the versions of a state dictionary's modules.
            case .dictionary, .tensor, .inert: break
            default: throw malformed()
            }
        case UInt8(ascii: "q"): try remember(UInt32(try number(UInt8.self)))
        case UInt8(ascii: "r"): try remember(try number(UInt32.self))
        case UInt8(ascii: "h"): try recall(UInt32(try number(UInt8.self)))
        case UInt8(ascii: "j"): try recall(try number(UInt32.self))
        case UInt8(ascii: "X"): try push(.string(try text(Int(try number(UInt32.self)))))
        case UInt8(ascii: "U"): try push(.string(try text(Int(try number(UInt8.self)))))
        case UInt8(ascii: "J"): try push(.integer(Int(try number(Int32.self))))
        case UInt8(ascii: "K"): try push(.integer(Int(try number(UInt8.self))))
        case UInt8(ascii: "M"): try push(.integer(Int(try number(UInt16.self))))
        case 0x8A: try push(try integer(Int(try number(UInt8.self))))
        case UInt8(ascii: "G"): try push(.real(Double(bitPattern: try number(UInt64.self).byteSwapped)))
        case UInt8(ascii: "N"): try push(.none)
        case 0x88: try push(.boolean(true))
        case 0x89: try push(.boolean(false))
        case UInt8(ascii: "t"): try push(.tuple(try container(try popToMark())))
        case 0x85, 0x86, 0x87: try push(.tuple(try container(try pop(Int(opcode) - 0x84))))
        case UInt8(ascii: "s"): try fill(try pop(2))
        case UInt8(ascii: "u"): try fill(try popToMark())
        case UInt8(ascii: "a"): try append(try pop(1))
        case UInt8(ascii: "e"): try append(try popToMark())
        case UInt8(ascii: "Q"): try push(try persistent(try pop()))
        default: throw PyTorchError(path, .opcode(opcode, at: start))
        }
    }

    // MARK: Bytes

    private mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) throws(PyTorchError)
        -> Number
    {
        guard let value = bytes.number(type, at: position) else { throw PyTorchError(path, .cutOff) }
        position += Number.bitWidth / 8
        return value
    }

    private mutating func take(_ length: Int) throws(PyTorchError) -> UnsafeRawBufferPointer {
        guard let part = bytes.part(position, length) else { throw PyTorchError(path, .cutOff) }
        position += length
        return part
    }

    private mutating func text(_ length: Int) throws(PyTorchError) -> String {
        String(decoding: try take(length), as: UTF8.self)
    }

    private mutating func integer(_ length: Int) throws(PyTorchError) -> PickleValue {
        let part = try take(length)
        guard length <= 8 else { return .wideInteger(Array(part)) }
        var value: UInt64 = part.last.map { $0 & 0x80 != 0 } == true ? .max : 0
        for byte in part.reversed() { value = value << 8 | UInt64(byte) }
        return .integer(Int(truncatingIfNeeded: value))
    }

    /// Two lines: module and name.
    private mutating func global() throws(PyTorchError) -> PickleGlobal {
        let module = try line()
        let name = try line()
        let global = PickleGlobal(module: module, name: name)
        guard case .other(let full) = global else { return global }
        if global.isCode { throw PyTorchError(path, .forbidden(full)) }
        let isStorage = module == "torch" && name.hasSuffix("Storage")
        if !keepsOtherTensors, isStorage || PickleGlobal.otherTensors.contains(full) {
            throw PyTorchError(path, .storageType(full))
        }
        return global
    }

    private mutating func line() throws(PyTorchError) -> String {
        let limit = 256
        for length in 0..<limit {
            guard let byte = bytes.number(UInt8.self, at: position + length) else {
                throw PyTorchError(path, .cutOff)
            }
            guard byte != UInt8(ascii: "\n") else {
                defer { position += length + 1 }
                return String(decoding: bytes[position..<position + length], as: UTF8.self)
            }
        }
        throw malformed()
    }

    // MARK: The stack

    private mutating func count(_ values: Int) throws(PyTorchError) {
        valueCount += values
        guard valueCount <= Self.valueLimit else { throw PyTorchError(path, .tooLarge) }
    }

    private mutating func push(_ value: PickleValue) throws(PyTorchError) {
        try count(1)
        stack.append(value)
    }

    private mutating func pop() throws(PyTorchError) -> PickleValue {
        guard stack.count > marks.last ?? 0, let value = stack.popLast() else { throw malformed() }
        return value
    }

    private mutating func pop(_ count: Int) throws(PyTorchError) -> [PickleValue] {
        guard stack.count - count >= marks.last ?? 0 else { throw malformed() }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    private mutating func popToMark() throws(PyTorchError) -> [PickleValue] {
        guard let mark = marks.popLast(), mark <= stack.count else { throw malformed() }
        defer { stack.removeSubrange(mark...) }
        return Array(stack[mark...])
    }

    private mutating func container(_ items: [PickleValue]) throws(PyTorchError) -> Int {
        try count(1)
        containers.append(items)
        return containers.count - 1
    }

    private mutating func fill(_ items: [PickleValue]) throws(PyTorchError) {
        guard items.count % 2 == 0 else { throw malformed() }
        switch stack.last {
        case .dictionary(let index): containers[index] += items
        case .object(let index): objects[index].items += items
        default: throw malformed()
        }
    }

    private mutating func append(_ items: [PickleValue]) throws(PyTorchError) {
        switch stack.last {
        case .list(let index): containers[index] += items
        case .object(let index): objects[index].parts += items
        default: throw malformed()
        }
    }

    private mutating func remember(_ index: UInt32) throws(PyTorchError) {
        guard let value = stack.last else { throw malformed() }
        try count(1)
        memo[index] = value
    }

    private mutating func recall(_ index: UInt32) throws(PyTorchError) {
        guard let value = memo[index] else { throw malformed() }
        try push(value)
    }

    // MARK: Tensors

    private mutating func object(
        _ type: String, _ parts: [PickleValue]
    ) throws(PyTorchError) -> PickleValue {
        try count(1)
        objects.append(PickleObject(type: type, parts: parts))
        return .object(objects.count - 1)
    }

    private mutating func reduce(
        _ global: PickleValue, _ arguments: PickleValue
    ) throws(PyTorchError) -> PickleValue {
        guard case .tuple(let index) = arguments else { throw malformed() }
        if case .object(let callee) = global {
            // What an unknown call gave, such as a part of a function, called once more.
            return try object(objects[callee].type, [global, arguments])
        }
        guard case .global(let global) = global else { throw malformed() }
        let items = containers[index]
        switch global {
        case .orderedDictionary:
            // Older versions hand over a list of pairs.
            guard let first = items.first else { return .dictionary(try container([])) }
            guard case .list(let list) = first else { throw malformed() }
            var entries: [PickleValue] = []
            for pair in containers[list] {
                switch pair {
                case .tuple(let position), .list(let position):
                    guard containers[position].count == 2 else { throw malformed() }
                    // The pairs become values of a container of their own, each time.
                    try count(2)
                    entries += containers[position]
                default: throw malformed()
                }
            }
            return .dictionary(try container(entries))
        case .rebuildTensor: return try tensor(items)
        case .rebuildParameter:
            switch items.first {
            case .tensor, .object: return items[0]
            default: throw malformed()
            }
        case .rebuildFromType:
            guard items.count >= 3, case .global(let function) = items[0],
                [.rebuildTensor, .rebuildParameter].contains(function)
            else { return try object("a tensor", items) }
            return try reduce(items[0], items[2])
        case .inert: return .inert
        case .other(let name): return try object(name, [arguments])
        case .storage: throw malformed()
        }
    }

    /// `(storage, offset, size, stride, …)`.
    private mutating func tensor(_ items: [PickleValue]) throws(PyTorchError) -> PickleValue {
        guard items.count >= 4, case .storage(let storage) = items[0], case .integer(let offset) = items[1],
            let shape = integers(items[2]), let strides = integers(items[3])
        else { throw malformed() }
        tensors.append(
            PickleTensor(storage: storages[storage], offset: offset, shape: shape, strides: strides))
        return .tensor(tensors.count - 1)
    }

    private func integers(_ value: PickleValue) -> [Int]? {
        guard case .tuple(let index) = value else { return nil }
        var integers: [Int] = []
        for item in containers[index] {
            guard case .integer(let integer) = item else { return nil }
            integers.append(integer)
        }
        return integers
    }

    /// A class, `('module', class, file, source)`, in the legacy form; or a storage.
    private mutating func persistent(_ identifier: PickleValue) throws(PyTorchError) -> PickleValue {
        guard case .tuple(let index) = identifier else { throw malformed() }
        let items = containers[index]
        guard case .string(let kind) = items.first else { throw malformed() }
        if keepsOtherTensors, items.count > 1, case .global(.other(let name)) = items[1] {
            return try object(name, [])
        }
        guard kind == "module" else { return .storage(try storage(kind, items)) }
        guard items.count >= 2, case .global = items[1] else { throw malformed() }
        return items[1]
    }

    private mutating func storage(_ kind: String, _ items: [PickleValue]) throws(PyTorchError) -> Int {
        if items.count > 1, case .global(.other(let name)) = items[1] {
            throw PyTorchError(path, .storageType(name))
        }
        guard kind == "storage", let storage = PickleStorage(items, in: containers) else { throw malformed() }
        storages.append(storage)
        return storages.count - 1
    }

    private func malformed() -> PyTorchError { PyTorchError(path, .malformed(at: position)) }
}
