import Files
import Foundation
import Tensors

/// Reads the tensors of an ONNX file: from its own bytes, from typed fields, or from a file beside it.
struct ONNXTensors {
    let file: MappedFile
    let external: ONNXExternalData
    /// What the constants may take that are computed while the file is read.
    let budget: MemoryBudget

    init(_ file: MappedFile) {
        self.file = file
        budget = MemoryBudget(for: file)
        external = ONNXExternalData(model: file.path, budget: budget)
    }

    /// - Parameter raw: where in the file the tensor's `raw_data` lies, if it was left there.
    /// - Throws: ``ONNXError``; ``UnsupportedFeature`` for a type of element that no layer computes with.
    func value(_ tensor: Onnx_TensorProto, raw: Range<Int>?) throws -> ONNXValue {
        func damaged(_ problem: ONNXError.TensorProblem) -> ONNXError {
            ONNXError(file.path, .tensor(tensor.name, problem: problem))
        }
        guard let type = ONNXElementType(rawValue: Int(tensor.dataType)) else {
            throw UnsupportedFeature.elementType(tensor: tensor.name, type: Int(tensor.dataType))
        }
        var dimensions: [Int] = []
        var count = 1
        var limit = 1
        for extent in tensor.dims {
            guard extent >= 0, let extent = Int(exactly: extent) else {
                throw damaged(.extent(extent))
            }
            let (product, overflow) = limit.multipliedReportingOverflow(by: max(extent, 1))
            guard !overflow, product < (1 << 43) / type.bits else {
                throw damaged(.tooLarge)
            }
            limit = product
            count *= extent
            dimensions.append(extent)
        }
        let byteCount = type.byteCount(count)
        guard dimensions.count <= 16 else { throw damaged(.axes(dimensions.count)) }
        let shape = Shape(dimensions)
        if tensor.dataLocation == 1 {
            let (data, offset) = try external.range(of: tensor, byteCount: byteCount)
            // Several tensors may have the same bytes.
            if type != .float { try budget.spend(count, for: tensor.name) }
            return type.value(shape, in: data, at: offset)
        }
        if let raw {
            guard raw.count == byteCount else {
                throw damaged(.bytes(raw.count, shape: shape, needed: byteCount))
            }
            return type.value(shape, in: file, at: raw.lowerBound)
        }
        if tensor.hasRawData {
            guard tensor.rawData.count == byteCount else {
                throw damaged(.bytes(tensor.rawData.count, shape: shape, needed: byteCount))
            }
            return tensor.rawData.withUnsafeBytes { type.value(shape, $0) }
        }
        return try typed(tensor, type, shape) {
            damaged(.values($0, shape: shape, needed: count))
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
        func integers(_ values: [Int64]) -> ONNXValue { ONNXValue(shape.dimensions, .integers(values), type) }
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
        case .int4, .uint4:
            guard tensor.int32Data.count == type.byteCount(shape.count) else {
                throw mismatch(tensor.int32Data.count)
            }
            return type.packed(shape, tensor.int32Data.map { UInt8(truncatingIfNeeded: $0) })
        }
    }
}

extension ONNXValue {
    /// Reads a file that holds one tensor and nothing else.
    ///
    /// - Returns: the tensor, and ONNX's number of its type of element, 1 for 32-bit floats.
    /// - Throws: ``ONNXError``; ``UnsupportedFeature`` for a type of element that no layer computes with.
    package static func read(tensorFile path: String) throws -> (value: ONNXValue, type: Int) {
        let file = try MappedFile(path: path)
        guard let proto = try? Onnx_TensorProto(serializedBytes: Array(file.bytes)) else {
            throw ONNXError(path, .malformed)
        }
        return (try ONNXTensors(file).value(proto, raw: nil), Int(proto.dataType))
    }
}
