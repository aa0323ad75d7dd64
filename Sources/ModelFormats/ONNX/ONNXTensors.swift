import Files
import Foundation
import Tensors

/// Reads the tensors of an ONNX file: from its own bytes, from typed fields, or from a file beside it.
struct ONNXTensors {
    let file: MappedFile
    let external: ONNXExternalData

    init(_ file: MappedFile) {
        self.file = file
        external = ONNXExternalData(model: file.path)
    }

    /// - Parameter raw: where in the file the tensor's `raw_data` lies, if it was left there.
    /// - Throws: ``ONNXError``; ``UnsupportedFeature`` for a type of element that no layer computes with.
    func value(_ tensor: Onnx_TensorProto, raw: Range<Int>?) throws -> ONNXValue {
        func damaged(_ problem: String) -> ONNXError {
            ONNXError(file.path, .tensor(tensor.name, problem: problem))
        }
        guard let type = ONNXElementType(rawValue: Int(tensor.dataType)) else {
            throw UnsupportedFeature("the tensor \(tensor.name) has elements of type \(tensor.dataType)")
        }
        var dimensions: [Int] = []
        var byteCount = type.size
        var count = 1
        for extent in tensor.dims {
            guard extent >= 0, let extent = Int(exactly: extent) else {
                throw damaged("has the extent \(extent)")
            }
            let (product, overflow) = byteCount.multipliedReportingOverflow(by: max(extent, 1))
            guard !overflow, product < 1 << 40 else {
                throw damaged("has more elements than any file can hold")
            }
            byteCount = product
            count *= extent
            dimensions.append(extent)
        }
        if count == 0 { byteCount = 0 }
        guard dimensions.count <= 16 else { throw damaged("has \(dimensions.count) axes") }
        let shape = Shape(dimensions)
        if tensor.dataLocation == 1 {
            let (data, offset) = try external.range(of: tensor, byteCount: byteCount)
            return type.value(shape, in: data, at: offset)
        }
        if let raw {
            guard raw.count == byteCount else {
                throw damaged("has \(raw.count) bytes where its shape \(shape) needs \(byteCount)")
            }
            return type.value(shape, in: file, at: raw.lowerBound)
        }
        if tensor.hasRawData {
            guard tensor.rawData.count == byteCount else {
                throw damaged("has \(tensor.rawData.count) bytes where its shape \(shape) needs \(byteCount)")
            }
            return tensor.rawData.withUnsafeBytes { type.value(shape, $0) }
        }
        return try typed(tensor, type, shape) {
            damaged("has \($0) values where its shape \(shape) needs \(count)")
        }
    }

    /// Values in the field of their own type; 16-bit floats and small integers are kept as 32-bit integers.
    private func typed(
        _ tensor: Onnx_TensorProto, _ type: ONNXElementType, _ shape: Shape, mismatch: (Int) -> ONNXError
    ) throws -> ONNXValue {
        func checked<Element, Result>(
            _ elements: [Element], _ convert: (Element) -> Result
        ) throws -> [Result] {
            guard elements.count == shape.count else { throw mismatch(elements.count) }
            return elements.map(convert)
        }
        func floats(_ values: [Float]) -> ONNXValue { ONNXValue(Tensor(shape, values)) }
        func integers(_ values: [Int64]) -> ONNXValue { ONNXValue(shape.dimensions, .integers(values)) }
        switch type {
        case .float: return floats(try checked(tensor.floatData) { $0 })
        case .double: return floats(try checked(tensor.doubleData) { Float($0) })
        case .half:
            return floats(
                try checked(tensor.int32Data) { HalfPrecision.float(UInt16(truncatingIfNeeded: $0)) })
        case .bfloat:
            return floats(
                try checked(tensor.int32Data) { Float(bitPattern: UInt32(truncatingIfNeeded: $0) << 16) })
        case .boolean:
            return ONNXValue(shape.dimensions, .booleans(try checked(tensor.int32Data) { $0 != 0 }))
        case .int64: return integers(try checked(tensor.int64Data) { $0 })
        case .uint32, .uint64:
            return integers(try checked(tensor.uint64Data) { Int64(truncatingIfNeeded: $0) })
        case .int8, .int16, .int32, .uint8, .uint16:
            return integers(try checked(tensor.int32Data) { Int64($0) })
        }
    }
}

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

    /// Bytes of one element.
    var size: Int {
        switch self {
        case .int8, .uint8, .boolean: 1
        case .int16, .uint16, .half, .bfloat: 2
        case .float, .int32, .uint32: 4
        case .double, .int64, .uint64: 8
        }
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
            shape, UnsafeRawBufferPointer(rebasing: file.bytes[offset..<offset + shape.count * size]))
    }

    /// Little-endian elements at any address.
    func value(_ shape: Shape, _ bytes: UnsafeRawBufferPointer) -> ONNXValue {
        func elements<Element, Result>(_ type: Element.Type, _ convert: (Element) -> Result) -> [Result] {
            (0..<shape.count).map { convert(bytes.loadUnaligned(fromByteOffset: $0 * size, as: type)) }
        }
        func integers<Element: FixedWidthInteger>(_ type: Element.Type) -> ONNXValue {
            ONNXValue(shape.dimensions, .integers(elements(type) { Int64(truncatingIfNeeded: $0) }))
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
        }
    }
}
