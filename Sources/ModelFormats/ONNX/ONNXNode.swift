import Foundation
import NeuralNetwork
import Tensors

/// What a name of an ONNX graph stands for while the graph is read.
enum ONNXSymbol {
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

/// What a node asks for that the engine does not do; the layer is then shown without being computed.
struct UnsupportedFeature: Error {
    /// One clause.
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}

/// A node of an ONNX graph with what its inputs stand for.
struct ONNXNode {
    let path: String
    let proto: Onnx_NodeProto
    /// Unique in the network.
    let name: String
    /// The version of the operators of ONNX's own domain.
    let opset: Int
    /// Nil for an optional input that is left out.
    var inputs: [ONNXSymbol?]
    let tensors: ONNXTensors

    var operation: String { proto.opType }
    var place: ONNXError.Place { ONNXError.Place(node: name, operation: operation) }

    // MARK: Inputs

    func input(_ index: Int) -> ONNXSymbol? { inputs.indices.contains(index) ? inputs[index] : nil }

    /// An input that must be there.
    func symbol(_ index: Int) throws -> ONNXSymbol {
        guard let symbol = input(index) else {
            throw fault(input: "input \(index + 1)", expected: "a tensor", found: "nothing")
        }
        return symbol
    }

    /// An input that must come from a layer.
    func variable(_ index: Int) throws -> (layer: Int, shape: Shape) {
        guard case .variable(let layer, let shape) = try symbol(index) else {
            throw UnsupportedFeature("its input \(index + 1) is a constant")
        }
        return (layer, shape)
    }

    /// An input that must be known without the picture.
    func constant(_ index: Int) throws -> ONNXValue {
        guard case .constant(let value) = try symbol(index) else {
            throw UnsupportedFeature("its input \(index + 1) depends on the picture")
        }
        return value
    }

    func optionalConstant(_ index: Int) throws -> ONNXValue? {
        try input(index).map { _ in try constant(index) }
    }

    /// A constant with one value for each channel.
    func perChannel(_ index: Int, _ name: String, _ count: Int) throws -> Tensor {
        let value = try constant(index)
        guard value.count == count else {
            throw fault(input: name, expected: "\(count) values", found: "\(value.count)")
        }
        return value.tensor.reshaped([count])
    }

    // MARK: Attributes

    func attribute(_ name: String) -> Onnx_AttributeProto? { proto.attribute.first { $0.name == name } }
    func has(_ name: String) -> Bool { attribute(name) != nil }
    func int(_ name: String) -> Int? { attribute(name).map { Int($0.i) } }
    func int(_ name: String, _ standard: Int) -> Int { int(name) ?? standard }
    func float(_ name: String, _ standard: Float) -> Float { attribute(name)?.f ?? standard }
    func ints(_ name: String) -> [Int]? { attribute(name).map { $0.ints.map(Int.init) } }
    func floats(_ name: String) -> [Float]? { attribute(name)?.floats }

    func string(_ name: String, _ standard: String) -> String {
        attribute(name).map { String(decoding: $0.s, as: UTF8.self) } ?? standard
    }

    /// Integers that an attribute gives for each spatial axis, each within `range`.
    func ints(_ name: String, count: Int, in range: ClosedRange<Int>) throws -> [Int]? {
        guard let values = ints(name), !values.isEmpty else { return nil }
        guard values.count == count else {
            throw fault(name, expected: "\(count) numbers", found: "\(values.count)")
        }
        for value in values where !range.contains(value) {
            throw fault(name, expected: "\(range.lowerBound) to \(range.upperBound)", found: "\(value)")
        }
        return values
    }

    /// Axes of a tensor of `rank` axes, counted from the front; negative ones count from the end.
    func axes(_ values: [Int], rank: Int, _ name: String = "axes") throws -> [Int] {
        try values.map { try axis($0, rank: rank, name) }
    }

    func axis(_ value: Int, rank: Int, _ name: String = "axis") throws -> Int {
        guard value >= -rank, value < rank else {
            throw fault(name, expected: "\(-rank) to \(rank - 1)", found: "\(value)")
        }
        return value < 0 ? value + rank : value
    }

    /// Integers that are an attribute in older opsets and an input in newer ones.
    func integers(_ name: String, orInput index: Int) throws -> [Int]? {
        try ints(name) ?? optionalConstant(index)?.integers
    }

    func fault(_ attribute: String, expected: String, found: String) -> ONNXError {
        ONNXError(path, .attribute(place, attribute, expected: expected, found: found))
    }

    func fault(input: String, expected: String, found: String) -> ONNXError {
        ONNXError(path, .input(place, input, expected: expected, found: found))
    }

    /// The product of extents, which must be within what constants may have.
    func checkedCount(_ dimensions: [Int]) throws -> Int {
        var count = 1
        for extent in dimensions {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard extent >= 0, !overflow, product <= ONNXValue.limit else {
                throw ONNXError(
                    path, .tooLarge(place, elements: overflow ? Int.max : product, limit: ONNXValue.limit))
            }
            count = product
        }
        return count
    }
}
