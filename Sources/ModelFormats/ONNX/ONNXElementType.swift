import Files
import Tensors

/// ONNX's types of elements that constants are read from.
enum ONNXElementType: Int {
    case float = 1
    case uint8 = 2
    case int8 = 3
    case uint16 = 4
    case int16 = 5
    case int32 = 6
    case int64 = 7
    case boolean = 9
    case half = 10
    case double = 11
    case uint32 = 12
    case uint64 = 13
    case bfloat = 16
    case uint4 = 21
    case int4 = 22

    /// Bits of one element in a file.
    var bits: Int {
        switch self {
        case .int4, .uint4: 4
        case .int8, .uint8, .boolean: 8
        case .int16, .uint16, .half, .bfloat: 16
        case .float, .int32, .uint32: 32
        case .double, .int64, .uint64: 64
        }
    }

    /// Bytes of elements that follow each other, the last one filled up.
    func byteCount(_ count: Int) -> Int { (count * bits + 7) / 8 }

    /// Whether its numbers are whole and have no sign.
    var isUnsigned: Bool {
        switch self {
        case .uint4, .uint8, .uint16, .uint32, .uint64: true
        default: false
        }
    }

    /// Whether its elements are whole numbers; truth values are none.
    var isInteger: Bool { !isFloat && self != .boolean }

    /// The numbers of an integer type of up to 32 bits; nil for others.
    var numbers: ClosedRange<Int>? {
        guard isInteger, bits <= 32 else { return nil }
        return isUnsigned ? 0...(1 << bits) - 1 : -(1 << (bits - 1))...(1 << (bits - 1)) - 1
    }

    /// An integer brought to the type as two's complement does: the bits that it has.
    func wrapped(_ value: Int64) -> Int64 {
        guard isInteger, bits < 64 else { return value }
        let low = value & ((1 << bits) - 1)
        return !isUnsigned && low >> (bits - 1) == 1 ? low - (1 << bits) : low
    }

    var isFloat: Bool {
        switch self {
        case .float, .half, .double, .bfloat: true
        default: false
        }
    }

    /// Little-endian elements in a file, 32-bit floats in place where they lie at a multiple of four.
    func value(_ shape: Shape, in file: MappedFile, at offset: Int) -> ONNXValue {
        if self == .float, offset % 4 == 0, shape.count > 0 {
            return ONNXValue(Tensor(shape, in: file, byteOffset: offset))
        }
        return value(
            shape, UnsafeRawBufferPointer(rebasing: file.bytes[offset..<offset + byteCount(shape.count)]))
    }

    /// Little-endian elements at any address.
    func value(_ shape: Shape, _ bytes: UnsafeRawBufferPointer) -> ONNXValue {
        func elements<Element, Result>(_ type: Element.Type, _ convert: (Element) -> Result) -> [Result] {
            (0..<shape.count).map { convert(bytes.loadUnaligned(fromByteOffset: $0 * bits / 8, as: type)) }
        }
        func integers<Element: FixedWidthInteger>(_ type: Element.Type) -> ONNXValue {
            ONNXValue(shape.dimensions, .integers(elements(type) { Int64(truncatingIfNeeded: $0) }), self)
        }
        switch self {
        case .float:
            return ONNXValue(
                Tensor(shape) { destination in
                    UnsafeMutableRawBufferPointer(destination).copyMemory(from: bytes)
                })
        case .half: return ONNXValue(HalfPrecision.tensor(shape, bytes))
        case .bfloat:
            return ONNXValue(
                Tensor(shape, elements(UInt16.self) { Float(bitPattern: UInt32($0) << 16) }))
        case .double: return ONNXValue(Tensor(shape, elements(Double.self) { Float($0) }))
        case .boolean: return ONNXValue(shape.dimensions, .booleans(elements(UInt8.self) { $0 != 0 }))
        case .int8: return integers(Int8.self)
        case .uint8: return integers(UInt8.self)
        case .int16: return integers(Int16.self)
        case .uint16: return integers(UInt16.self)
        case .int32: return integers(Int32.self)
        case .uint32: return integers(UInt32.self)
        case .int64: return integers(Int64.self)
        case .uint64: return integers(UInt64.self)
        case .int4, .uint4:
            return packed(shape, (0..<byteCount(shape.count)).map { bytes[$0] })
        }
    }

    /// Elements of 4 bits, two in a byte, the first one in its lower half.
    func packed(_ shape: Shape, _ bytes: [UInt8]) -> ONNXValue {
        ONNXValue(
            shape.dimensions,
            .integers((0..<shape.count).map { wrapped(Int64(bytes[$0 / 2]) >> ($0 % 2 * 4)) }), self)
    }
}
