import Files

/// A TensorFlow Lite file with its structure read.
///
/// Specification: `schema.fbs` of TensorFlow Lite, version 3 (TensorFlow 2.21). Field numbers are those of the schema.
struct TFLiteFile {
    struct Operation {
        /// The schema's name, such as `CONV_2D`, or the custom operator's own.
        let name: String
        let inputs: [Int]
        let outputs: [Int]
        /// Which table the options are.
        let optionsType: UInt8
        let options: FlatTable?
    }

    let file: MappedFile
    let tensors: [TFLiteTensor]
    /// The operators of the first subgraph, in the order in which they run.
    let operations: [Operation]
    let inputs: [Int]
    let outputs: [Int]
    private let model: FlatTable

    /// More inputs or outputs than any operator of a picture network has.
    private static let listLimit = 4096
    private static let scaleLimit = 1 << 20

    static func matches(_ file: MappedFile) -> Bool {
        file.bytes.part(4, 4).map { $0.elementsEqual("TFL3".utf8) } ?? false
    }

    /// - Throws: ``TFLiteError``.
    init(_ file: MappedFile) throws(TFLiteError) {
        do throws(FlatBufferDamage) {
            try self.init(reading: file)
        } catch {
            throw TFLiteError(file.path, .damaged)
        }
        guard !operations.isEmpty, !inputs.isEmpty, !outputs.isEmpty else {
            throw TFLiteError(file.path, .noNetwork)
        }
    }

    private init(reading file: MappedFile) throws(FlatBufferDamage) {
        self.file = file
        let model = try FlatTable(root: file.bytes)
        self.model = model
        let buffers = try model.tables(4)
        let subgraphs = try model.tables(2)
        guard subgraphs.count > 0 else {
            (tensors, operations, inputs, outputs) = ([], [], [], [])
            return
        }
        let names = try model.tables(1).map(Self.name)
        let subgraph = try subgraphs.table(0)
        let tensors = try subgraph.tables(0).map { table throws(FlatBufferDamage) in
            try Self.tensor(table, buffers, file)
        }
        func checked(_ list: [Int], optional: Bool) throws(FlatBufferDamage) -> [Int] {
            for index in list where !tensors.indices.contains(index) && !(optional && index == -1) {
                throw FlatBufferDamage()
            }
            return list
        }
        operations = try subgraph.tables(3).map { table throws(FlatBufferDamage) in
            let code = try Int(table.number(0, UInt32(0)))
            guard names.indices.contains(code) else { throw FlatBufferDamage() }
            return Operation(
                name: names[code],
                inputs: try checked(table.integers(1, limit: Self.listLimit), optional: true),
                outputs: try checked(table.integers(2, limit: Self.listLimit), optional: false),
                optionsType: try table.number(3, UInt8(0)), options: try table.table(4))
        }
        inputs = try checked(subgraph.integers(1, limit: Self.listLimit), optional: false)
        outputs = try checked(subgraph.integers(2, limit: Self.listLimit), optional: false)
        self.tensors = tensors
    }

    /// Operators were numbered by one byte first; 127 there stands for a number in the newer field.
    private static func name(_ code: FlatTable) throws(FlatBufferDamage) -> String {
        let old = Int(try code.number(0, Int8(0)))
        let number = max(old, try code.integer(3))
        guard number == TFLiteOperatorNames.custom else {
            return TFLiteOperatorNames.all[number] ?? "operator \(number)"
        }
        return try code.text(1) ?? "CUSTOM"
    }

    private static func tensor(
        _ table: FlatTable, _ buffers: FlatTables, _ file: MappedFile
    ) throws(FlatBufferDamage) -> TFLiteTensor {
        let shape = try table.integers(0, limit: 16)
        guard shape.allSatisfy({ $0 >= 0 }) else { throw FlatBufferDamage() }
        let buffer = try Int(table.number(2, UInt32(0)))
        // The first buffer stands for none.
        let elements = buffer == 0 ? nil : try Self.elements(buffers.table(buffer), file)
        return TFLiteTensor(
            name: try table.text(3) ?? "", shape: shape, signature: try table.integers(7, limit: 16),
            typeNumber: Int(try table.number(1, UInt8(0))), elements: elements,
            quantization: try table.table(4).flatMap(quantization), isSparse: try table.has(6))
    }

    /// Buffers of files over 2 GB lie behind the structure.
    private static func elements(
        _ buffer: FlatTable, _ file: MappedFile
    ) throws(FlatBufferDamage) -> Range<Int>? {
        let offset = try buffer.number(1, UInt64(0))
        if offset > 1 {
            guard let start = Int(exactly: offset), let count = Int(exactly: try buffer.number(2, UInt64(0))),
                file.bytes.part(start, count) != nil
            else { throw FlatBufferDamage() }
            return start..<start + count
        }
        let elements = try buffer.elements(0, size: 1)
        return elements?.isEmpty == true ? nil : elements
    }

    private static func quantization(_ table: FlatTable) throws(FlatBufferDamage) -> TFLiteQuantization? {
        let scales = try table.floats(2, limit: scaleLimit)
        let zeroPoints = try table.wideIntegers(3, limit: scaleLimit)
        guard !scales.isEmpty else { return nil }
        guard scales.allSatisfy({ $0.isFinite }), zeroPoints.allSatisfy({ abs($0.clamped) <= 1 << 31 }),
            [0, 1, scales.count].contains(zeroPoints.count)
        else { throw FlatBufferDamage() }
        return TFLiteQuantization(scales: scales, zeroPoints: zeroPoints, axis: try table.integer(6))
    }

    // MARK: What is written beside the network

    /// The bytes of a piece of metadata.
    func metadata(named name: String) throws(TFLiteError) -> UnsafeRawBufferPointer? {
        do throws(FlatBufferDamage) {
            let list = try model.tables(6)
            for index in 0..<list.count {
                let entry = try list.table(index)
                guard try entry.text(0) == name else { continue }
                let buffer = try model.tables(4).table(Int(entry.number(1, UInt32(0))))
                return try Self.elements(buffer, file).map {
                    UnsafeRawBufferPointer(rebasing: file.bytes[$0])
                }
            }
            return nil
        } catch {
            throw TFLiteError(file.path, .damaged)
        }
    }
}

extension Int {
    /// The same number, or the one after it for the least, which has no magnitude.
    fileprivate var clamped: Int { Swift.max(self, -Int.max) }
}
