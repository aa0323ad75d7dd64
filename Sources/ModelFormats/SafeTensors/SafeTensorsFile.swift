import Files
import Tensors

/// A `.safetensors` file: a JSON table of tensors and their bytes (format description of the safetensors library, 0.4).
///
/// Layout: header length N as unsigned 64-bit little-endian, N bytes of JSON, data. 32-bit floats are read where they
/// lie; other types are converted when asked for.
public struct SafeTensorsFile: Sendable {
    /// One entry of the table.
    public struct Entry: Sendable, Equatable {
        /// As the file spells it: `F32`.
        public var type: String { element.rawValue }
        public let shape: Shape
        let element: ElementType
        /// Offsets from the start of the file.
        let bytes: Range<Int>
    }

    public let path: String
    public let entries: [String: Entry]
    /// The tensors' names in the order of the table.
    public let names: [String]
    /// The strings under `__metadata__`.
    public let metadata: [String: String]
    private let file: MappedFile

    static let headerLimit = 100_000_000

    /// Maps a file and reads its table.
    ///
    /// - Throws: ``FileError``, ``SafeTensorsError``.
    public init(path: String) throws {
        let file = try MappedFile(path: path)
        guard file.byteCount > 0 else { throw FileError.empty(path) }
        try self.init(file)
    }

    /// Reads the table and checks that it describes the file: no holes, no overlap, nothing beyond the end.
    ///
    /// - Throws: ``SafeTensorsError``.
    public init(_ file: MappedFile) throws(SafeTensorsError) {
        let path = file.path
        self.path = path
        self.file = file
        guard let length = file.bytes.number(UInt64.self, at: 0), length <= Self.headerLimit,
            let json = file.bytes.part(8, Int(length))
        else { throw SafeTensorsError(path, .headerLength) }
        let start = 8 + json.count
        let header: SafeTensorsHeader
        do {
            header = try SafeTensorsHeader(json)
        } catch {
            switch error {
            case .notJSON: throw SafeTensorsError(path, .headerNotJSON)
            case .duplicate(let name): throw SafeTensorsError(path, .duplicate(tensor: name))
            case .badEntry(let name): throw SafeTensorsError(path, .badEntry(tensor: name))
            }
        }
        var entries: [String: Entry] = [:]
        for entry in header.entries {
            entries[entry.name] = try Self.entry(entry, dataStart: start, path: path)
        }
        var end = start
        let inOrder = header.entries.map { (name: $0.name, entry: entries[$0.name]!) }.sorted {
            let (a, b) = ($0.entry.bytes, $1.entry.bytes)
            return (a.lowerBound, a.upperBound) < (b.lowerBound, b.upperBound)
        }
        for (name, entry) in inOrder {
            guard entry.bytes.lowerBound == end else {
                throw SafeTensorsError(path, .notContiguous(tensor: name))
            }
            end = entry.bytes.upperBound
        }
        guard end == file.byteCount else {
            throw SafeTensorsError(path, .size(expected: end, found: file.byteCount))
        }
        self.entries = entries
        names = header.entries.map(\.name)
        metadata = header.metadata
    }

    /// A tensor as 32-bit floats.
    ///
    /// - Throws: ``SafeTensorsError`` if there is none of that name, ``FileError`` if it cannot be read.
    public func tensor(_ name: String) throws -> Tensor {
        guard let entry = entries[name] else { throw SafeTensorsError(path, .missing(tensor: name)) }
        guard entry.shape.count > 0 else { return Tensor(entry.shape, []) }
        return try entry.element.tensor(entry.shape, in: file, byteOffset: entry.bytes.lowerBound)
    }

    /// All tensors with their names in the order of the table.
    var tensors: NamedTensors {
        let entries = names.map { NamedTensors.Entry(name: $0, shape: self.entries[$0]!.shape) }
        return NamedTensors(path: path, entries: entries) { [self] in try tensor(names[$0]) }
    }

    private static func entry(
        _ entry: SafeTensorsHeader.Entry, dataStart: Int, path: String
    ) throws(SafeTensorsError) -> Entry {
        guard let element = ElementType(rawValue: entry.type) else {
            throw SafeTensorsError(path, .unsupportedType(tensor: entry.name, type: entry.type))
        }
        let bad = SafeTensorsError(path, .badEntry(tensor: entry.name))
        // The other extents are bounded even where one is zero.
        var count = 1
        var byteCount = element.byteCount
        for extent in entry.shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: max(extent, 1))
            let (bytes, bytesOverflow) = byteCount.multipliedReportingOverflow(by: extent)
            guard !overflow, !bytesOverflow else { throw bad }
            (count, byteCount) = (product, bytes)
        }
        guard entry.offsets.count == 2 else { throw bad }
        let (lower, lowerOverflow) = entry.offsets[0].addingReportingOverflow(dataStart)
        let (upper, upperOverflow) = entry.offsets[1].addingReportingOverflow(dataStart)
        guard !lowerOverflow, !upperOverflow, lower <= upper, upper - lower == byteCount else { throw bad }
        return Entry(shape: Shape(entry.shape), element: element, bytes: lower..<upper)
    }
}

extension SafeTensorsFile: Weights {
    public func tensor(_ name: String, _ shape: Shape) throws -> Tensor {
        let tensor = try tensor(name)
        guard tensor.shape == shape else {
            throw SafeTensorsError(path, .shape(tensor: name, expected: shape, found: tensor.shape))
        }
        return tensor
    }

    public func shape(of name: String) -> Shape? { entries[name]?.shape }
}
