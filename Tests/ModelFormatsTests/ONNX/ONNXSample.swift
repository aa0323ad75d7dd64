import Foundation

@testable import ModelFormats

/// A small ONNX model: a convolution of 2×3×3×3 over a picture `x` of 3×6×6, flattened to the scores `z`.
enum ONNXSample {
    static func model(_ change: (inout Onnx_ModelProto) -> Void = { _ in }) -> Onnx_ModelProto {
        var model = Onnx_ModelProto()
        model.irVersion = 8
        var opset = Onnx_OperatorSetIdProto()
        opset.version = 17
        model.opsetImport = [opset]
        model.graph.name = "sample"
        model.graph.input = [floats("x", [1, 3, 6, 6])]
        model.graph.output = [floats("z", [1, 32])]
        model.graph.initializer = [weights([2, 3, 3, 3])]
        model.graph.node = [
            node("Conv", "conv", ["x", "w"], ["y"]), node("Flatten", "flat", ["y"], ["z"]),
        ]
        change(&model)
        return model
    }

    static func bytes(_ change: (inout Onnx_ModelProto) -> Void = { _ in }) throws -> [UInt8] {
        try model(change).serializedBytes()
    }

    /// The tensor `w` with small numbers in `raw_data`, as many as the extents ask for unless `count` says otherwise.
    static func weights(_ extents: [Int64], count: Int? = nil) -> Onnx_TensorProto {
        var tensor = Onnx_TensorProto()
        tensor.name = "w"
        tensor.dims = extents
        tensor.dataType = 1
        tensor.rawData = Data(values(count ?? Int(extents.reduce(1, *))))
        return tensor
    }

    /// Numbers as a file stores them.
    static func values(_ count: Int) -> [UInt8] {
        (0..<count).flatMap { index in
            withUnsafeBytes(of: (Float(index % 7) / 8).bitPattern.littleEndian, Array.init)
        }
    }

    /// The tensor `w` of 2×3×3×3 with its values in another file.
    static func externalWeights(_ entries: [String: String]) -> Onnx_TensorProto {
        var tensor = weights([2, 3, 3, 3])
        tensor.clearRawData()
        tensor.dataLocation = 1
        tensor.externalData = entries.sorted { $0.key < $1.key }.map { key, value in
            var entry = Onnx_StringStringEntryProto()
            entry.key = key
            entry.value = value
            return entry
        }
        return tensor
    }

    static func node(
        _ operation: String, _ name: String, _ inputs: [String], _ outputs: [String],
        _ attributes: [Onnx_AttributeProto] = []
    ) -> Onnx_NodeProto {
        var node = Onnx_NodeProto()
        node.opType = operation
        node.name = name
        node.input = inputs
        node.output = outputs
        node.attribute = attributes
        return node
    }

    static func integers(_ name: String, _ values: [Int64]) -> Onnx_AttributeProto {
        var attribute = Onnx_AttributeProto()
        attribute.name = name
        attribute.type = 7
        attribute.ints = values
        return attribute
    }

    static func integer(_ name: String, _ value: Int64) -> Onnx_AttributeProto {
        var attribute = Onnx_AttributeProto()
        attribute.name = name
        attribute.type = 2
        attribute.i = value
        return attribute
    }

    static func floats(_ name: String, _ extents: [Int64]) -> Onnx_ValueInfoProto {
        var info = Onnx_ValueInfoProto()
        info.name = name
        info.type.tensorType.elemType = 1
        info.type.tensorType.shape.dim = extents.map { extent in
            var dimension = Onnx_TensorShapeProto.Dimension()
            dimension.dimValue = extent
            return dimension
        }
        return info
    }
}
