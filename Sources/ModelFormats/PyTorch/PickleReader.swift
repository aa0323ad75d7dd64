import Files

/// Reads the pickles of PyTorch files, protocol 2 (Python's pickletools; the opcodes that PyTorch 2.13 takes for
/// `weights_only`).
///
/// A pickle is a program for a small stack machine. This one knows names of data only: nothing in it can be called, and
/// whatever it does not know is an error.
struct PickleReader {
    /// Values on the stack, in the memo or in containers at most.
    static let valueLimit = 1_000_000
    static let depthLimit = 64

    private let path: String
    private let bytes: UnsafeRawBufferPointer
    /// Where the next pickle starts.
    private(set) var position: Int

    private var stack: [PickleValue] = []
    private var marks: [Int] = []
    private var memo: [UInt32: PickleValue] = [:]
    private var containers: [[PickleValue]] = []
    private var tensors: [PickleTensor] = []
    private var storages: [PickleStorage] = []
    private var valueCount = 0

    init(_ bytes: UnsafeRawBufferPointer, path: String, position: Int = 0) {
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
        valueCount = 0
        while true {
            let start = position
            let opcode = try number(UInt8.self)
            if opcode == UInt8(ascii: ".") { break }
            try execute(opcode, at: start)
        }
        guard stack.count == 1, marks.isEmpty else { throw malformed() }
        try PickleNesting(containers: containers, path: path).check(stack[0])
        return Pickle(root: stack[0], containers: containers, tensors: tensors, storages: storages)
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
            _ = try pop()
            guard case .dictionary = stack.last else { throw malformed() }
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
        case UInt8(ascii: "Q"): try push(.storage(try storage(try pop())))
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
        if let global = PickleGlobal(module: module, name: name) { return global }
        let full = "\(module).\(name)"
        if module == "torch", name.hasSuffix("Storage") { throw PyTorchError(path, .storageType(full)) }
        let isNetwork = ["torch.nn.", "torchvision.", "timm.", "__main__"].contains { module.hasPrefix($0) }
        throw PyTorchError(path, isNetwork ? .wholeNetwork(full) : .forbidden(full))
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
        guard case .dictionary(let index) = stack.last, items.count % 2 == 0 else { throw malformed() }
        containers[index] += items
    }

    private mutating func append(_ items: [PickleValue]) throws(PyTorchError) {
        guard case .list(let index) = stack.last else { throw malformed() }
        containers[index] += items
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

    private mutating func reduce(
        _ global: PickleValue, _ arguments: PickleValue
    ) throws(PyTorchError) -> PickleValue {
        guard case .global(let global) = global, case .tuple(let index) = arguments else { throw malformed() }
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
                    entries += containers[position]
                default: throw malformed()
                }
            }
            return .dictionary(try container(entries))
        case .rebuildTensor: return try tensor(items)
        case .rebuildParameter:
            guard let first = items.first, case .tensor = first else { throw malformed() }
            return first
        case .inert: return .inert
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

    /// `('storage', class, key, location, count)`, in the legacy form with a sixth field: None or `(key, offset, size)`.
    private mutating func storage(_ identifier: PickleValue) throws(PyTorchError) -> Int {
        guard case .tuple(let index) = identifier else { throw malformed() }
        let items = containers[index]
        guard case .string(let kind) = items.first else { throw malformed() }
        if kind == "module" { throw PyTorchError(path, .wholeNetwork("a class")) }
        guard kind == "storage", items.count == 5 || items.count == 6,
            case .global(.storage(let type)) = items[1], case .string(let key) = items[2],
            case .integer(let count) = items[4], count >= 0
        else { throw malformed() }
        var view = 0..<count
        if items.count == 6, case .tuple(let part) = items[5] {
            let fields = containers[part]
            guard fields.count == 3, case .integer(let offset) = fields[1],
                case .integer(let size) = fields[2],
                offset >= 0, size >= 0, offset <= count, size <= count - offset
            else { throw malformed() }
            view = offset..<offset + size
        } else if items.count == 6 {
            guard case .none = items[5] else { throw malformed() }
        }
        storages.append(PickleStorage(type: type, key: key, count: count, view: view))
        return storages.count - 1
    }

    private func malformed() -> PyTorchError { PyTorchError(path, .malformed(at: position)) }
}

/// Finds containers that hold themselves and those that are nested too deep, with a stack of bounded depth.
private struct PickleNesting {
    private enum State { case unknown, open, known(height: Int) }

    let containers: [[PickleValue]]
    let path: String
    private var states: [State]

    init(containers: [[PickleValue]], path: String) {
        self.containers = containers
        self.path = path
        states = Array(repeating: .unknown, count: containers.count)
    }

    func check(_ root: PickleValue) throws(PyTorchError) {
        var copy = self
        _ = try copy.height(of: root, depth: 0)
    }

    private mutating func height(of value: PickleValue, depth: Int) throws(PyTorchError) -> Int {
        let index: Int
        switch value {
        case .tuple(let position), .list(let position), .dictionary(let position): index = position
        default: return 0
        }
        guard depth < PickleReader.depthLimit else { throw PyTorchError(path, .tooDeep) }
        switch states[index] {
        case .open: throw PyTorchError(path, .cyclic)
        case .known(let height):
            guard depth + height <= PickleReader.depthLimit else { throw PyTorchError(path, .tooDeep) }
            return height
        case .unknown:
            states[index] = .open
            var greatest = 0
            for item in containers[index] { greatest = max(greatest, try height(of: item, depth: depth + 1)) }
            states[index] = .known(height: greatest + 1)
            return greatest + 1
        }
    }
}
