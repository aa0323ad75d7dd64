import Files
import Tensors

/// Reads the constants of a TensorFlow Lite file, quantised ones as the real numbers that they stand for.
struct TFLiteConstants {
    private let file: MappedFile
    /// Elements that may still be read: several tensors can stand for the same bytes.
    private var budget: Int

    init(_ file: MappedFile) {
        self.file = file
        budget = 4 * file.byteCount + 1 << 20
    }

    /// - Throws: ``TFLiteError``; ``UnsupportedFeature`` for a type of element that is not read.
    mutating func value(_ tensor: TFLiteTensor) throws -> ONNXValue {
        guard let type = tensor.type, type.stored != nil || type == .int4, !tensor.isSparse else {
            throw UnsupportedFeature.elementType(tensor: tensor.name, type: tensor.typeNumber)
        }
        var count = 1
        for extent in tensor.shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: max(extent, 1))
            guard !overflow, product <= ONNXValue.limit else {
                throw TFLiteError(file.path, .tooLarge)
            }
            count = product
        }
        if tensor.shape.contains(0) { count = 0 }
        budget -= count
        guard budget >= 0 else { throw TFLiteError(file.path, .tooLarge) }
        let needed = type.stored.map { count * $0.byteCount } ?? (count + 1) / 2
        let range = tensor.elements ?? 0..<0
        guard range.count == needed else {
            // A tensor that nothing puts out and that has no elements.
            if tensor.elements == nil { throw UnsupportedFeature.noValue(tensor.name) }
            throw TFLiteError(file.path, .tensor(tensor.name, bytes: range.count, needed: needed))
        }
        let shape = Shape(tensor.shape)
        let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[range])
        guard let stored = type.stored else {
            return ONNXValue(try dequantized(tensor, Self.nibbles(shape, bytes)))
        }
        if type.isFloat { return ONNXValue(try stored.tensor(shape, in: file, byteOffset: range.lowerBound)) }
        if tensor.quantization != nil {
            return ONNXValue(try dequantized(tensor, stored.tensor(shape, bytes)))
        }
        return Self.numbers(stored, tensor.shape, bytes)
    }

    /// Numbers that say how to reshape something.
    private static func numbers(
        _ type: ElementType, _ dimensions: [Int], _ bytes: UnsafeRawBufferPointer
    ) -> ONNXValue {
        func integers<Number: FixedWidthInteger>(_ type: Number.Type) -> ONNXValue {
            let size = Number.bitWidth / 8
            let values = (0..<bytes.count / size).map {
                Int64(truncatingIfNeeded: bytes.number(Number.self, at: $0 * size)!)
            }
            return ONNXValue(dimensions, .integers(values))
        }
        return switch type {
        case .boolean: ONNXValue(dimensions, .booleans(bytes.map { $0 != 0 }))
        case .int8: integers(Int8.self)
        case .int16: integers(Int16.self)
        case .int32: integers(Int32.self)
        case .uint8: integers(UInt8.self)
        case .uint16: integers(UInt16.self)
        case .uint32: integers(UInt32.self)
        case .uint64: integers(UInt64.self)
        default: integers(Int64.self)
        }
    }

    /// Numbers of four bits with a sign, the lower half of a byte first.
    private static func nibbles(_ shape: Shape, _ bytes: UnsafeRawBufferPointer) -> Tensor {
        nonisolated(unsafe) let bytes = bytes
        return Tensor(
            shape,
            inParallel: { position in
                let byte = Int8(bitPattern: bytes[position / 2])
                return Float(position.isMultiple(of: 2) ? (byte << 4) >> 4 : byte >> 4)
            })
    }

    private func dequantized(_ tensor: TFLiteTensor, _ elements: Tensor) throws -> Tensor {
        guard let rule = tensor.quantization else {
            throw UnsupportedFeature.elementType(tensor: tensor.name, type: tensor.typeNumber)
        }
        let shape = elements.shape
        if rule.scales.count == 1 {
            return Tensor(shape, inParallel: { rule.real(elements[$0]) })
        }
        let axis = rule.axis
        guard tensor.shape.indices.contains(axis), tensor.shape[axis] == rule.scales.count else {
            throw TFLiteError(
                file.path, .tensor(tensor.name, bytes: rule.scales.count, needed: tensor.shape.first ?? 1))
        }
        let step = tensor.shape[(axis + 1)...].reduce(1, *)
        let count = rule.scales.count
        let zeros =
            rule.zeroPoints.count == count
            ? rule.zeroPoints.map(Float.init)
            : [Float](repeating: Float(rule.zeroPoints.first ?? 0), count: count)
        return Tensor(
            shape,
            inParallel: { position in
                let channel = position / step % count
                return rule.scales[channel] * (elements[position] - zeros[channel])
            })
    }
}
