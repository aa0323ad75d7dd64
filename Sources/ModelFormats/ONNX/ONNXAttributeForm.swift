import Words

/// ONNX's types of attributes, under the protocol's numbers.
public enum ONNXAttributeForm: Int, Sendable, CaseIterable {
    case float = 1
    case integer = 2
    case text = 3
    case tensor = 4
    case graph = 5
    case floats = 6
    case integers = 7
    case texts = 8
    case sparseTensor = 11
}

extension ONNXAttributeForm {
    /// A value of this type out of a message.
    func value(of proto: Onnx_AttributeProto) -> ONNXAttribute.Value {
        switch self {
        case .float: .float(proto.f)
        case .integer: .integer(Int(proto.i))
        case .text: .text(String(decoding: proto.s, as: UTF8.self))
        case .tensor: .tensor(proto.t)
        case .floats: .floats(proto.floats)
        case .integers: .integers(proto.ints.map(Int.init))
        case .graph, .texts, .sparseTensor: .other
        }
    }

    /// The types of the values that a message holds, whatever it says of its type.
    static func present(in proto: Onnx_AttributeProto) -> [ONNXAttributeForm] {
        let all: [(ONNXAttributeForm, Bool)] = [
            (.float, proto.hasF), (.integer, proto.hasI), (.text, proto.hasS), (.tensor, proto.hasT),
            (.graph, proto.hasG), (.floats, !proto.floats.isEmpty), (.integers, !proto.ints.isEmpty),
            (.texts, !proto.strings.isEmpty),
        ]
        return all.filter(\.1).map(\.0)
    }

    /// With an article.
    var words: Words {
        switch self {
        case .float: "a floating-point number"
        case .integer: "an integer"
        case .text: "a text"
        case .tensor: "a tensor"
        case .graph: "a graph"
        case .floats: "floating-point numbers"
        case .integers: "integers"
        case .texts: "texts"
        case .sparseTensor: "a sparse tensor"
        }
    }
}
