import Dispatch
import Files
import Tensors

/// How a file stores the elements of a tensor, little-endian.
enum ElementType: String, Sendable, CaseIterable {
    case float64 = "F64"
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int64 = "I64"
    case int32 = "I32"
    case int16 = "I16"
    case int8 = "I8"
    case uint64 = "U64"
    case uint32 = "U32"
    case uint16 = "U16"
    case uint8 = "U8"
    case boolean = "BOOL"

    var byteCount: Int {
        switch self {
        case .float64, .int64, .uint64: 8
        case .float32, .int32, .uint32: 4
        case .float16, .bfloat16, .int16, .uint16: 2
        case .int8, .uint8, .boolean: 1
        }
    }

    /// Elements in row-major order as a tensor of 32-bit floats, the nearest where they are wider.
    ///
    /// - Parameter source: at any address, exactly as long as the elements.
    func tensor(_ shape: Shape, _ source: UnsafeRawBufferPointer) -> Tensor {
        precondition(source.count == shape.count * byteCount)
        return tensor(shape, source) { $0 }
    }

    /// Elements in row-major order in a file: where they lie, if they are aligned 32-bit floats, and copied or converted
    /// in parts at the same time otherwise.
    ///
    /// - Parameter byteOffset: where the first element lies; the last must lie within the file.
    /// - Throws: ``FileError``.
    func tensor(_ shape: Shape, in file: MappedFile, byteOffset: Int) throws -> Tensor {
        guard self == .float32 else {
            let source = file.bytes[byteOffset..<byteOffset + shape.count * byteCount]
            return tensor(shape, UnsafeRawBufferPointer(rebasing: source))
        }
        if byteOffset % 4 == 0 { return Tensor(shape, in: file, byteOffset: byteOffset) }
        return try Tensor(shape, copiedFrom: file, byteOffset: byteOffset)
    }

    /// Elements that lie apart as a tensor of 32-bit floats.
    ///
    /// - Parameters:
    ///   - offset: of the first element, in elements.
    ///   - strides: elements from one index to the next along each axis; every element must lie within `source`.
    func tensor(_ shape: Shape, _ source: UnsafeRawBufferPointer, offset: Int, strides: [Int]) -> Tensor {
        let extents = shape.dimensions
        return tensor(shape, source) { position in
            var rest = position
            var index = offset
            for axis in extents.indices.reversed() {
                index += rest % extents[axis] * strides[axis]
                rest /= extents[axis]
            }
            return index
        }
    }

    @inline(__always)
    private func tensor(
        _ shape: Shape, _ source: UnsafeRawBufferPointer, at index: @Sendable (Int) -> Int
    ) -> Tensor {
        // Only read, while the caller keeps it.
        nonisolated(unsafe) let source = source
        @inline(__always) func load<Stored>(
            _ type: Stored.Type, _ convert: @Sendable (Stored) -> Float
        ) -> Tensor {
            Tensor(
                shape,
                inParallel: { position in
                    convert(
                        source.loadUnaligned(
                            fromByteOffset: index(position) * MemoryLayout<Stored>.size, as: type))
                })
        }
        return switch self {
        case .float64: load(UInt64.self) { Float(Double(bitPattern: $0)) }
        case .float32: load(UInt32.self) { Float(bitPattern: $0) }
        case .float16: load(UInt16.self) { HalfPrecision.float($0) }
        case .bfloat16: load(UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
        case .int64: load(Int64.self) { Float($0) }
        case .int32: load(Int32.self) { Float($0) }
        case .int16: load(Int16.self) { Float($0) }
        case .int8: load(Int8.self) { Float($0) }
        case .uint64: load(UInt64.self) { Float($0) }
        case .uint32: load(UInt32.self) { Float($0) }
        case .uint16: load(UInt16.self) { Float($0) }
        case .uint8: load(UInt8.self) { Float($0) }
        case .boolean: load(UInt8.self) { $0 == 0 ? 0 : 1 }
        }
    }
}
