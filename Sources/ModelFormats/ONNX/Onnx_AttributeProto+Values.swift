import Foundation

/// Attributes of the nodes that other formats' operators become.
extension Onnx_AttributeProto {
    static func integer(_ name: String, _ value: Int) -> Onnx_AttributeProto {
        attribute(name, .integer) { $0.i = Int64(value) }
    }

    static func flag(_ name: String, _ value: Bool) -> Onnx_AttributeProto {
        integer(name, value ? 1 : 0)
    }

    static func integers(_ name: String, _ values: [Int]) -> Onnx_AttributeProto {
        attribute(name, .integers) { $0.ints = values.map(Int64.init) }
    }

    static func float(_ name: String, _ value: Float) -> Onnx_AttributeProto {
        attribute(name, .float) { $0.f = value }
    }

    static func text(_ name: String, _ value: String) -> Onnx_AttributeProto {
        attribute(name, .text) { $0.s = Data(value.utf8) }
    }

    private static func attribute(
        _ name: String, _ form: ONNXAttributeForm, _ set: (inout Onnx_AttributeProto) -> Void
    ) -> Onnx_AttributeProto {
        var attribute = Onnx_AttributeProto()
        attribute.name = name
        attribute.type = Int32(form.rawValue)
        set(&attribute)
        return attribute
    }
}
