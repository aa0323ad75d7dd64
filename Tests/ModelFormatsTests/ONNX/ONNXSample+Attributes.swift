import Foundation

@testable import ModelFormats

extension ONNXSample {
    /// An attribute with a value that its operator takes.
    static func valid(_ attribute: ONNXAttribute) -> Onnx_AttributeProto {
        var proto = empty(attribute.name, attribute.form)
        let integer = Int64(min(max(1, attribute.integers.lowerBound), attribute.integers.upperBound))
        switch attribute.form {
        case .integer: proto.i = integer
        case .integers: proto.ints = [integer, integer]
        case .float: proto.f = 1
        case .floats: proto.floats = [1]
        case .text: proto.s = Data((attribute.texts.first ?? "").utf8)
        case .tensor: proto.t = weights([1])
        case .graph, .texts, .sparseTensor: break
        }
        return proto
    }

    /// The attribute with values of every other type and with values out of its range.
    static func wrong(_ attribute: ONNXAttribute) -> [Onnx_AttributeProto] {
        let name = attribute.name
        var all = [
            integer(name, 1), integers(name, [1]), float(name, 1), text(name, "sorcery"),
            empty(name, .graph), empty(name, .sparseTensor),
        ].filter { $0.type != attribute.form.rawValue }
        // The type of one attribute and the value of another.
        var liar = attribute.form == .text ? integer(name, 1) : text(name, "1")
        liar.type = Int32(attribute.form.rawValue)
        all.append(liar)
        let (least, most) = (attribute.integers.lowerBound, attribute.integers.upperBound)
        let outside = [least == .min ? nil : least - 1, most == .max ? nil : most + 1, .min, .max]
            .compactMap { $0 }.filter { !attribute.integers.contains($0) }.map(Int64.init)
        switch attribute.form {
        case .integer: all += outside.map { integer(name, $0) }
        case .integers: all += outside.map { integers(name, [1, $0]) }
        case .float: all.append(float(name, .nan))
        case .text where !attribute.texts.isEmpty: all.append(text(name, "sorcery"))
        default: break
        }
        return all
    }

    /// Values at the ends of what the type holds.
    static func extremes(_ attribute: ONNXAttribute) -> [Onnx_AttributeProto] {
        let name = attribute.name
        let least = Int64(attribute.integers.lowerBound)
        let most = Int64(attribute.integers.upperBound)
        switch attribute.form {
        case .integer: return [least, most, 0].map { integer(name, $0) }
        case .integers:
            return [
                [], [most], [most, most], [least, most], [most, most, most, most],
                [least, least, least, least],
            ]
            .map { integers(name, $0) }
        case .float:
            return [.infinity, -.infinity, 0, .greatestFiniteMagnitude, 1e-30].map { float(name, $0) }
        case .floats:
            var list = empty(name, .floats)
            list.floats = [.greatestFiniteMagnitude, 1e-30, 0, 1]
            return [empty(name, .floats), list]
        case .text: return attribute.texts.map { text(name, $0) }
        case .tensor:
            return constants.map { constant in
                var tensor = empty(name, .tensor)
                tensor.t = constant
                return tensor
            }
        case .graph, .texts, .sparseTensor: return [empty(name, attribute.form)]
        }
    }

    /// The tensor `c` with numbers that no operator expects as its shape, its axis or its weights.
    static let constants: [Onnx_TensorProto] = [
        constant([3], integers: [1, 2, 3]), constant([], integers: [.min]),
        constant([4], integers: [-1, .min, .max, 0]), constant([2], integers: [1 << 40, 1 << 40]),
        constant([0], integers: []), constant([0, 1 << 39], integers: []), constant([], integers: [0]),
        constant([], floats: [-3e38]),
        constant([2, 2], floats: [.nan, .infinity, -.infinity, .leastNonzeroMagnitude]),
        constant([1, 1, 1, 1], floats: [0]), constant([2, 3, 0, 3], floats: []),
        constant([Int64](repeating: 1, count: 16), floats: [1]),
    ]

    private static func constant(
        _ extents: [Int64], integers: [Int64]? = nil, floats: [Float] = []
    ) -> Onnx_TensorProto {
        var tensor = Onnx_TensorProto()
        tensor.name = "c"
        tensor.dims = extents
        tensor.dataType = integers == nil ? 1 : 7
        tensor.int64Data = integers ?? []
        tensor.floatData = floats
        return tensor
    }

    static func float(_ name: String, _ value: Float) -> Onnx_AttributeProto {
        var attribute = empty(name, .float)
        attribute.f = value
        return attribute
    }

    static func text(_ name: String, _ value: String) -> Onnx_AttributeProto {
        var attribute = empty(name, .text)
        attribute.s = Data(value.utf8)
        return attribute
    }

    private static func empty(_ name: String, _ form: ONNXAttributeForm) -> Onnx_AttributeProto {
        var attribute = Onnx_AttributeProto()
        attribute.name = name
        attribute.type = Int32(form.rawValue)
        return attribute
    }
}
