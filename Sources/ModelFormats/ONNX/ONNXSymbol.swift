import Tensors

/// What a name of an ONNX graph stands for while the graph is read.
package enum ONNXSymbol {
    /// Known without the picture.
    case constant(ONNXValue)
    /// The output of a layer: its number in the graph, and its shape with the batch, which is ONNX's shape.
    case variable(Int, Shape)
    /// The output of a layer that is not computed.
    case unavailable(Int)

    /// With the batch; nil where it is not known.
    var dimensions: [Int]? {
        switch self {
        case .constant(let value): value.dimensions
        case .variable(_, let shape): shape.dimensions
        case .unavailable: nil
        }
    }

    var constant: ONNXValue? {
        if case .constant(let value) = self { value } else { nil }
    }

    /// The layer it comes from.
    var layer: Int? {
        switch self {
        case .constant: nil
        case .variable(let layer, _), .unavailable(let layer): layer
        }
    }
}
