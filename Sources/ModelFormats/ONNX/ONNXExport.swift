import Foundation
import NeuralNetwork
import SwiftProtobuf
import Tensors
import Words

/// Writes a network as an ONNX file (IR 8, opset 17) of 32-bit floats, whose batch has any size.
///
/// What trained networks are made of is written; a layer that is not is refused by its name.
public struct ONNXExport {
    private var model = Onnx_ModelProto()
    private var graph = Onnx_GraphProto()
    private var names: [Int: String] = [:]
    /// What the values of the layers have, for a batch of 1.
    private(set) var shapes: [String: Shape] = [:]

    /// - Parameters:
    ///   - network: with class scores, which become the output `scores`.
    ///   - classNames: written as `labels` in the file's metadata.
    /// - Throws: ``ONNXExportError`` at the first layer that cannot be written.
    public static func data(of network: Graph, classNames: [String] = []) throws -> Data {
        var export = ONNXExport()
        try export.write(network)
        if !classNames.isEmpty {
            var entry = Onnx_StringStringEntryProto()
            entry.key = "labels"
            entry.value = String(decoding: try JSONEncoder().encode(classNames), as: UTF8.self)
            export.model.metadataProps = [entry]
        }
        return try export.model.serializedBytes()
    }

    private mutating func write(_ network: Graph) throws {
        model.irVersion = 8
        model.producerName = "Glassbox"
        var opset = Onnx_OperatorSetIdProto()
        opset.version = 17
        model.opsetImport = [opset]
        guard let logits = network.logits else {
            throw ONNXExportError.layer(network.nodes.last!.name, operation: "it has no class scores")
        }
        graph.name = network.name
        graph.input = [Self.value("input", [nil] + network.inputShape.dimensions)]
        names[0] = "input"
        shapes["input"] = Shape([1] + network.inputShape.dimensions)
        for node in network.nodes[1...logits] {
            guard let operation = node.operation, node.isComputed else {
                throw ONNXExportError.layer(node.name, operation: node.summary)
            }
            let inputs = node.inputs.map { names[$0]! }
            let output = node.id == logits ? "scores" : node.name
            try write(operation, node, inputs, output)
            names[node.id] = output
            shapes[output] = Shape([1] + node.shape.dimensions)
        }
        graph.output = [Self.value("scores", [nil] + network.nodes[logits].shape.dimensions)]
        model.graph = graph
    }

    private mutating func write(
        _ operation: any Operator, _ node: Node, _ inputs: [String], _ output: String
    ) throws {
        if let builtIn = operation.builtInActivation {
            let sum = "\(node.name)/sum"
            try write(builtIn.linear, node, inputs, sum)
            return try write(builtIn.activation, node, sum, output)
        }
        switch operation {
        case let layer as Convolution:
            add(
                "Conv", inputs + constants(node, [("weight", layer.weights)] + bias(layer.bias)), output,
                windowAttributes(layer.window) + [Self.integer("group", layer.groups)])
        case let layer as Dense:
            let isTransposed = layer.order == .outputsByInputs
            add(
                "Gemm", inputs + constants(node, [("weight", layer.weights)] + bias(layer.bias)), output,
                [Self.integer("transB", isTransposed ? 1 : 0)])
        case let layer as BatchNormalization:
            add(
                "BatchNormalization",
                inputs
                    + constants(
                        node,
                        [
                            ("weight", layer.scale), ("bias", layer.offset), ("running_mean", layer.mean),
                            ("running_var", layer.variance),
                        ]), output, [Self.float("epsilon", layer.epsilon)])
        case let layer as ActivationLayer: try write(layer.activation, node, inputs[0], output)
        case let layer as ParametricRelu:
            add("PRelu", inputs + constants(node, [("weight", layer.slopes)]), output)
        case let layer as Pooling: write(layer, inputs, output)
        case let layer as GlobalPooling:
            let name = layer.reduction == .maximum ? "GlobalMaxPool" : "GlobalAveragePool"
            guard !layer.keepsAxes else { return add(name, inputs, output) }
            add(name, inputs, "\(node.name)/pooled")
            add("Flatten", ["\(node.name)/pooled"], output)
        case let layer as Reshape:
            guard let shape = layer.shape else { return add("Flatten", inputs, output) }
            let extents = integers("\(node.name)/shape", [-1] + shape.dimensions)
            add("Reshape", inputs + [extents], output)
        case let layer as Transpose: add("Transpose", inputs, output, [Self.integers("perm", layer.order)])
        case let layer as Concatenate: add("Concat", inputs, output, [Self.integer("axis", layer.axis)])
        case let layer as Softmax: add("Softmax", inputs, output, [Self.integer("axis", layer.axis)])
        case let layer as ElementwiseArithmetic: try write(layer, node, inputs, output)
        case is Identity: add("Identity", inputs, output)
        case let layer as LocalResponseNormalization:
            add(
                "LRN", inputs, output,
                [
                    Self.integer("size", layer.size), Self.float("alpha", layer.alpha),
                    Self.float("beta", layer.beta), Self.float("bias", layer.bias),
                ])
        case let layer as Composite:
            var current = inputs
            for (index, part) in layer.operations.enumerated() {
                let isLast = index == layer.operations.count - 1
                let next = isLast ? output : "\(node.name)/\(index)"
                try write(part, node, current, next)
                shapes[next] = try part.outputShape(of: current.map { shapes[$0]! })
                current = [next]
            }
        case let layer as AdaptivePooling: write(layer, node, inputs[0], output)
        case let layer as MatrixMultiplication:
            let left = constants(node, layer.left.map { [("left", $0)] } ?? [])
            add("MatMul", left + inputs + constants(node, layer.right.map { [("right", $0)] } ?? []), output)
        case let layer as Standardization: write(layer, node, inputs[0], output)
        case let layer as Reduction:
            let function = Self.reductions[layer.function]!
            add(
                function.name, inputs + (function.readsAxes ? [integers("\(output)/axes", layer.axes)] : []),
                output,
                (function.readsAxes ? [] : [Self.integers("axes", layer.axes)])
                    + [Self.integer("keepdims", layer.keepsAxes ? 1 : 0)])
        case let layer as Gather where layer.positions[0] == nil: write(layer, node, inputs[0], output)
        case let layer as ConstantLayer: write(layer, node, inputs[0], output)
        default: throw ONNXExportError.layer(node.name, operation: operation.summary)
        }
    }

    private func bias(_ tensor: Tensor?) -> [(String, Tensor)] { tensor.map { [("bias", $0)] } ?? [] }

    private mutating func write(_ layer: Pooling, _ inputs: [String], _ output: String) {
        var attributes = windowAttributes(layer.window)
        if layer.window.ceilMode { attributes.append(Self.integer("ceil_mode", 1)) }
        if case .average(let countsPadding) = layer.reduction {
            attributes = attributes.filter { $0.name != "dilations" }
            attributes.append(Self.integer("count_include_pad", countsPadding ? 1 : 0))
            add("AveragePool", inputs, output, attributes)
        } else {
            add("MaxPool", inputs, output, attributes)
        }
    }

    private mutating func write(
        _ layer: ElementwiseArithmetic, _ node: Node, _ inputs: [String], _ output: String
    ) throws {
        let names: [ElementwiseArithmetic.Operation: String] = [
            .add: "Add", .subtract: "Sub", .multiply: "Mul", .divide: "Div", .power: "Pow",
            .maximum: "Max", .minimum: "Min",
        ]
        guard let name = names[layer.operation] else {
            throw ONNXExportError.layer(node.name, operation: layer.summary)
        }
        let constant = layer.constant.map { constants(node, [("constant", $0)]) } ?? []
        add(name, layer.constantIsFirst ? constant + inputs : inputs + constant, output)
    }

    private func windowAttributes(_ window: Window) -> [Onnx_AttributeProto] {
        var attributes = [
            Self.integers("kernel_shape", window.kernelSize), Self.integers("strides", window.stride),
            Self.integers("dilations", window.dilation),
        ]
        switch window.padding {
        case .same: attributes.append(Self.text("auto_pad", "SAME_UPPER"))
        case .sameLower: attributes.append(Self.text("auto_pad", "SAME_LOWER"))
        case .explicit(let before, let after):
            if !before.isEmpty { attributes.append(Self.integers("pads", before + after)) }
        }
        return attributes
    }

    // MARK: Parts of the file

    mutating func add(
        _ type: String, _ inputs: [String], _ output: String, _ attributes: [Onnx_AttributeProto] = []
    ) {
        var node = Onnx_NodeProto()
        node.opType = type
        node.name = output
        (node.input, node.output) = (inputs, [output])
        node.attribute = attributes
        graph.node.append(node)
    }

    /// Names of constants of a layer, which are written.
    mutating func constants(_ node: Node, _ tensors: [(String, Tensor)]) -> [String] {
        tensors.map { suffix, tensor in constant("\(node.name).\(suffix)", tensor) }
    }

    mutating func constant(_ name: String, _ tensor: Tensor) -> String {
        var written = Onnx_TensorProto()
        written.name = name
        written.dims = tensor.shape.dimensions.map(Int64.init)
        written.dataType = 1
        written.rawData = tensor.withUnsafeBufferPointer { Data(buffer: $0) }
        graph.initializer.append(written)
        return name
    }

    mutating func integers(_ name: String, _ values: [Int]) -> String {
        var written = Onnx_TensorProto()
        written.name = name
        written.dims = [Int64(values.count)]
        written.dataType = 7
        written.int64Data = values.map(Int64.init)
        graph.initializer.append(written)
        return name
    }

    /// - Parameter type: by ONNX's numbers: 1 a float, 2 an integer, 3 a text, 7 integers.
    private static func attribute(_ name: String, _ type: Int32) -> Onnx_AttributeProto {
        var attribute = Onnx_AttributeProto()
        attribute.name = name
        attribute.type = type
        return attribute
    }

    static func integer(_ name: String, _ value: Int) -> Onnx_AttributeProto {
        var made = attribute(name, 2)
        made.i = Int64(value)
        return made
    }

    static func integers(_ name: String, _ values: [Int]) -> Onnx_AttributeProto {
        var made = attribute(name, 7)
        made.ints = values.map(Int64.init)
        return made
    }

    static func float(_ name: String, _ value: Float) -> Onnx_AttributeProto {
        var made = attribute(name, 1)
        made.f = value
        return made
    }

    private static func text(_ name: String, _ value: String) -> Onnx_AttributeProto {
        var made = attribute(name, 3)
        made.s = Data(value.utf8)
        return made
    }

    /// - Parameter shape: nil for the batch.
    private static func value(_ name: String, _ shape: [Int?]) -> Onnx_ValueInfoProto {
        var value = Onnx_ValueInfoProto()
        value.name = name
        value.type.tensorType.elemType = 1
        value.type.tensorType.shape.dim = shape.map { extent in
            var dimension = Onnx_TensorShapeProto.Dimension()
            if let extent { dimension.dimValue = Int64(extent) } else { dimension.dimParam = "batch" }
            return dimension
        }
        return value
    }
}

/// A layer that is not written as ONNX.
public enum ONNXExportError: Refusal, Equatable {
    case layer(String, operation: Words)

    public static let examples: [ONNXExportError] = [.layer("attention", operation: "Matrix product")]

    public var kind: RefusalKind { .unavailable }

    public var words: Words {
        switch self {
        case .layer(let name, let operation):
            "The network cannot be written as ONNX because of its layer \(name): \(clause: operation)."
        }
    }
}
