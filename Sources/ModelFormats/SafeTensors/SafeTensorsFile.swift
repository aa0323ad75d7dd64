import Foundation
import Tensors

/// A `.safetensors` file: a JSON table of tensors and their bytes (format description of the safetensors library, 0.4).
///
/// Layout: header length N as unsigned 64-bit little-endian, N bytes of JSON, data. 32-bit tensors are read where
/// they lie; 16-bit ones are widened when asked for.
public struct SafeTensorsFile: Sendable {
    /// One entry of the table.
    public struct Entry: Sendable, Equatable {
        public let type: String
        public let shape: Shape
        /// Offsets from the start of the file.
        let bytes: Range<Int>
    }

    public let path: String
    public let entries: [String: Entry]
    /// The strings under `__metadata__`.
    public let metadata: [String: String]
    private let file: MappedFile

    static let headerLimit = 100_000_000
    private static let bytesPerElement = [
        "F64": 8, "I64": 8, "U64": 8, "F32": 4, "I32": 4, "U32": 4, "F16": 2, "BF16": 2, "I16": 2, "U16": 2,
        "I8": 1, "U8": 1, "BOOL": 1,
    ]

    /// Reads the table and checks that it describes the file: no holes, no overlap, nothing beyond the end.
    ///
    /// - Throws: ``FileError``, ``SafeTensorsError``.
    public init(path: String) throws {
        self.path = path
        let file = try MappedFile(path: path)
        self.file = file
        guard file.byteCount > 0 else { throw FileError.empty(path) }
        guard file.byteCount >= 8 else { throw SafeTensorsError(path, .headerLength) }
        let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(file.bytes[$1]) << (8 * UInt64($1)) }
        guard length <= Self.headerLimit, Int(length) <= file.byteCount - 8 else {
            throw SafeTensorsError(path, .headerLength)
        }
        let start = 8 + Int(length)
        let json = Data(file.bytes[8..<start])
        guard let table = try? JSONSerialization.jsonObject(with: json) as? [String: Any] else {
            throw SafeTensorsError(path, .headerNotJSON)
        }
        var entries: [String: Entry] = [:]
        var metadata: [String: String] = [:]
        for (name, value) in table {
            if name == "__metadata__" {
                metadata = value as? [String: String] ?? [:]
            } else {
                entries[name] = try Self.entry(name, value, dataStart: start, path: path)
            }
        }
        var end = start
        for (name, entry) in entries.sorted(by: {
            ($0.value.bytes.lowerBound, $0.value.bytes.upperBound) < (
                $1.value.bytes.lowerBound, $1.value.bytes.upperBound
            )
        }) {
            guard entry.bytes.lowerBound == end else {
                throw SafeTensorsError(path, .notContiguous(tensor: name))
            }
            end = entry.bytes.upperBound
        }
        guard end == file.byteCount else {
            throw SafeTensorsError(path, .size(expected: end, found: file.byteCount))
        }
        self.entries = entries
        self.metadata = metadata
    }

    /// A tensor as 32-bit floats.
    ///
    /// - Throws: ``SafeTensorsError`` if there is none of that name or its type is not a float of 16 or 32 bits.
    public func tensor(_ name: String) throws -> Tensor {
        guard let entry = entries[name] else { throw SafeTensorsError(path, .missing(tensor: name)) }
        switch entry.type {
        case "F32" where entry.bytes.lowerBound % 4 == 0:
            return Tensor(entry.shape, in: file, byteOffset: entry.bytes.lowerBound)
        case "F32":
            return Tensor(entry.shape) { destination in
                UnsafeMutableRawBufferPointer(destination).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: file.bytes[entry.bytes]))
            }
        case "F16":
            return HalfPrecision.tensor(
                entry.shape, UnsafeRawBufferPointer(rebasing: file.bytes[entry.bytes]))
        default: throw SafeTensorsError(path, .unsupportedType(tensor: name, type: entry.type))
        }
    }

    private static func entry(_ name: String, _ value: Any, dataStart: Int, path: String) throws -> Entry {
        guard let fields = value as? [String: Any], let type = fields["dtype"] as? String,
            let extents = fields["shape"] as? [Int], let offsets = fields["data_offsets"] as? [Int],
            offsets.count == 2, extents.allSatisfy({ $0 >= 0 })
        else { throw SafeTensorsError(path, .badEntry(tensor: name)) }
        guard let size = bytesPerElement[type] else {
            throw SafeTensorsError(path, .unsupportedType(tensor: name, type: type))
        }
        var byteCount = size
        for extent in extents {
            let (product, overflow) = byteCount.multipliedReportingOverflow(by: extent)
            guard !overflow else { throw SafeTensorsError(path, .badEntry(tensor: name)) }
            byteCount = product
        }
        let (lower, lowerOverflow) = offsets[0].addingReportingOverflow(dataStart)
        let (upper, upperOverflow) = offsets[1].addingReportingOverflow(dataStart)
        guard !lowerOverflow, !upperOverflow, offsets[0] >= 0, lower <= upper, upper - lower == byteCount
        else {
            throw SafeTensorsError(path, .badEntry(tensor: name))
        }
        return Entry(type: type, shape: Shape(extents), bytes: lower..<upper)
    }
}

/// What is wrong with a `.safetensors` file.
public struct SafeTensorsError: ModelFileError, Equatable {
    public enum Problem: Equatable, Sendable {
        case headerLength
        case headerNotJSON
        case badEntry(tensor: String)
        case notContiguous(tensor: String)
        case size(expected: Int, found: Int)
        case missing(tensor: String)
        case unsupportedType(tensor: String, type: String)
        case shape(tensor: String, expected: Shape, found: Shape)
    }

    public let path: String
    public let problem: Problem

    init(_ path: String, _ problem: Problem) {
        self.path = path
        self.problem = problem
    }

    public var description: String {
        switch problem {
        case .headerLength: "\(path) is no safetensors file: its header would not fit into it."
        case .headerNotJSON: "\(path) is no safetensors file: its header is not a JSON object."
        case .badEntry(let tensor): "\(path) is damaged: the entry of \(tensor) does not describe a tensor."
        case .notContiguous(let tensor):
            "\(path) is damaged: \(tensor) does not start where the tensor before it ends."
        case .size(let expected, let found):
            "\(path) is damaged: its table describes \(expected) bytes, the file has \(found)."
        case .missing(let tensor): "\(path) has no tensor \(tensor), which the network needs."
        case .unsupportedType(let tensor, let type):
            "\(path): \(tensor) is of type \(type); the weights must be F32 or F16."
        case .shape(let tensor, let expected, let found):
            "\(path): \(tensor) is \(found), the network needs \(expected)."
        }
    }
}
