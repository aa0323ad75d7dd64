import Files

/// A FlatBuffer whose offsets or lengths lead out of it.
struct FlatBufferDamage: Error {}

/// A table of a FlatBuffer: fields by number, each of which may be left out.
///
/// Specification: https://flatbuffers.dev/internals. Every offset and length is checked when it is followed.
struct FlatTable {
    private let bytes: UnsafeRawBufferPointer
    private let position: Int
    /// Where the offsets of the fields stand.
    private let offsets: Range<Int>
    private let byteCount: Int

    /// The table that a buffer starts with.
    init(root bytes: UnsafeRawBufferPointer) throws(FlatBufferDamage) {
        guard let offset = bytes.number(UInt32.self, at: 0) else { throw FlatBufferDamage() }
        try self.init(bytes, at: Int(offset))
    }

    fileprivate init(_ bytes: UnsafeRawBufferPointer, at position: Int) throws(FlatBufferDamage) {
        guard let back = bytes.number(Int32.self, at: position) else { throw FlatBufferDamage() }
        let start = position - Int(back)
        guard let length = bytes.number(UInt16.self, at: start).map(Int.init), length >= 4,
            length.isMultiple(of: 2), bytes.part(start, length) != nil,
            let size = bytes.number(UInt16.self, at: start + 2).map(Int.init),
            bytes.part(position, size) != nil
        else { throw FlatBufferDamage() }
        self.bytes = bytes
        self.position = position
        offsets = start + 4..<start + length
        byteCount = size
    }

    /// Where a field's value stands; nil for one that is left out.
    private func place(_ field: Int) throws(FlatBufferDamage) -> Int? {
        let entry = offsets.lowerBound + 2 * field
        guard entry < offsets.upperBound, let offset = bytes.number(UInt16.self, at: entry), offset > 0
        else { return nil }
        guard Int(offset) < byteCount else { throw FlatBufferDamage() }
        return position + Int(offset)
    }

    // MARK: Numbers

    func has(_ field: Int) throws(FlatBufferDamage) -> Bool { try place(field) != nil }

    func number<Number: FixedWidthInteger>(
        _ field: Int, _ standard: Number = 0
    ) throws(FlatBufferDamage) -> Number {
        guard let place = try place(field) else { return standard }
        guard let number = bytes.number(Number.self, at: place) else { throw FlatBufferDamage() }
        return number
    }

    /// A 32-bit integer.
    func integer(_ field: Int, _ standard: Int = 0) throws(FlatBufferDamage) -> Int {
        Int(try number(field, Int32(standard)))
    }

    func flag(_ field: Int, _ standard: Bool = false) throws(FlatBufferDamage) -> Bool {
        try number(field, UInt8(standard ? 1 : 0)) != 0
    }

    func float(_ field: Int, _ standard: Float = 0) throws(FlatBufferDamage) -> Float {
        Float(bitPattern: try number(field, standard.bitPattern))
    }

    // MARK: What lies elsewhere

    func table(_ field: Int) throws(FlatBufferDamage) -> FlatTable? {
        guard let target = try target(field) else { return nil }
        return try FlatTable(bytes, at: target)
    }

    /// A text of at most 4096 bytes; what is behind them is left out.
    func text(_ field: Int) throws(FlatBufferDamage) -> String? {
        guard let range = try elements(field, size: 1) else { return nil }
        return String(decoding: bytes[range.prefix(4096)], as: UTF8.self)
    }

    func integers(_ field: Int, limit: Int) throws(FlatBufferDamage) -> [Int] {
        try numbers(field, Int32.self, limit: limit).map(Int.init)
    }

    func wideIntegers(_ field: Int, limit: Int) throws(FlatBufferDamage) -> [Int] {
        try numbers(field, Int64.self, limit: limit).map(Int.init)
    }

    func floats(_ field: Int, limit: Int) throws(FlatBufferDamage) -> [Float] {
        try numbers(field, UInt32.self, limit: limit).map(Float.init(bitPattern:))
    }

    /// - Parameter limit: more elements count as damage.
    private func numbers<Number: FixedWidthInteger>(
        _ field: Int, _ type: Number.Type, limit: Int
    ) throws(FlatBufferDamage) -> [Number] {
        let size = Number.bitWidth / 8
        guard let range = try elements(field, size: size) else { return [] }
        guard range.count / size <= limit else { throw FlatBufferDamage() }
        return stride(from: range.lowerBound, to: range.upperBound, by: size).map {
            bytes.number(Number.self, at: $0)!
        }
    }

    /// Where the elements of a vector of numbers lie in the buffer; nil for a field that is left out.
    func elements(_ field: Int, size: Int) throws(FlatBufferDamage) -> Range<Int>? {
        guard let target = try target(field) else { return nil }
        guard let count = bytes.number(UInt32.self, at: target).map(Int.init),
            bytes.part(target + 4, count * size) != nil
        else { throw FlatBufferDamage() }
        return target + 4..<target + 4 + count * size
    }

    /// The tables of a vector, none for a field that is left out.
    func tables(_ field: Int) throws(FlatBufferDamage) -> FlatTables {
        FlatTables(bytes, try elements(field, size: 4) ?? 0..<0)
    }

    private func target(_ field: Int) throws(FlatBufferDamage) -> Int? {
        guard let place = try place(field) else { return nil }
        guard let offset = bytes.number(UInt32.self, at: place), offset > 0 else { throw FlatBufferDamage() }
        return place + Int(offset)
    }
}

/// A vector of tables, each followed when it is asked for.
struct FlatTables {
    private let bytes: UnsafeRawBufferPointer
    private let range: Range<Int>

    fileprivate init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
        self.bytes = bytes
        self.range = range
    }

    var count: Int { range.count / 4 }

    func table(_ index: Int) throws(FlatBufferDamage) -> FlatTable {
        guard (0..<count).contains(index) else { throw FlatBufferDamage() }
        let place = range.lowerBound + 4 * index
        return try FlatTable(bytes, at: place + Int(bytes.number(UInt32.self, at: place)!))
    }

    func map<Element>(
        _ transform: (FlatTable) throws(FlatBufferDamage) -> Element
    ) throws(FlatBufferDamage) -> [Element] {
        var elements: [Element] = []
        elements.reserveCapacity(count)
        for index in 0..<count { elements.append(try transform(table(index))) }
        return elements
    }
}
