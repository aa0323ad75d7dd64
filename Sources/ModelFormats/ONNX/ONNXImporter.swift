import NeuralNetwork
import Tensors

/// Turns an ONNX graph into a network, node by node.
///
/// ONNX's shapes are the engine's, with the batch as the first axis. What does not depend on the picture is computed
/// while reading; the rest becomes layers.
struct ONNXImporter {
    let model: Onnx_ModelProto
    let tensors: ONNXTensors
    let opset: Int
    var builder: GraphBuilder
    private(set) var symbols: [String: ONNXSymbol] = [:]
    /// Layers whose values stand for integers.
    private(set) var integerLayers: Set<Int> = []
    private let cancellation: Cancellation?

    /// Which input the picture goes to, its extents, and whether it is N×H×W×C in the file.
    struct Picture {
        let name: String
        /// As the network takes it: N×C×H×W, N×F, or what the file says.
        let dimensions: [Int]
        var isChannelsLast = false
    }

    init(
        _ model: Onnx_ModelProto, tensors: ONNXTensors, picture: Picture, cancellation: Cancellation? = nil
    ) {
        self.model = model
        self.tensors = tensors
        self.cancellation = cancellation
        opset = Int(model.opsetImport.first { $0.domain.isEmpty || $0.domain == "ai.onnx" }?.version ?? 1)
        let shape = Shape(picture.dimensions)
        builder = GraphBuilder(
            name: model.graph.name, input: shape.withoutBatch, inputName: picture.name,
            batch: shape.dimensions.first ?? 1)
        symbols[picture.name] = .variable(builder.input, shape)
    }

    /// Gives a name that is no node's output a meaning.
    mutating func bind(_ name: String, _ value: ONNXValue) { symbols[name] = .constant(value) }

    mutating func bind(_ name: String, _ symbol: ONNXSymbol) { symbols[name] = symbol }

    func symbol(_ name: String) -> ONNXSymbol? { symbols[name] }

    /// Adds the layers of nodes that come after everything they read.
    mutating func add(_ nodes: [Onnx_NodeProto]) throws {
        for proto in nodes {
            try cancellation?.check()
            let node = ONNXNode(
                path: tensors.file.path, proto: proto, name: name(of: proto), opset: opset,
                inputs: proto.input.map { $0.isEmpty ? nil : symbols[$0] }, tensors: tensors)
            builder.scope = Self.scope(of: node.name)
            let outputs = try self.outputs(of: node)
            for (name, symbol) in zip(proto.output, outputs) where !name.isEmpty { symbols[name] = symbol }
            for name in proto.output.dropFirst(outputs.count) where !name.isEmpty {
                symbols[name] = try unavailable(
                    node, name: free("\(node.name)/\(name)"), reason: "the output \(name) is not computed")
            }
        }
    }

    /// What a node puts out: constants folded, layers added, or a layer that is only shown.
    private mutating func outputs(of node: ONNXNode) throws -> [ONNXSymbol] {
        if node.inputs.contains(where: { if case .unavailable = $0 { true } else { false } }) {
            return try blocked(node)
        }
        do {
            if let folded = try ONNXFolding.outputs(of: node) { return folded.map(ONNXSymbol.constant) }
            guard node.proto.domain.isEmpty || node.proto.domain == "ai.onnx" else {
                throw UnsupportedFeature("the operator \(node.operation) is one of \(node.proto.domain)")
            }
            guard let build = ONNXOperators.all[node.operation] else {
                throw UnsupportedFeature("the operator \(node.operation) is not supported")
            }
            let known = node.inputs.compactMap { $0?.constant }
            if known.count == node.inputs.compactMap({ $0 }).count, !known.isEmpty {
                return try evaluated(node, build)
            }
            return try build(node, &self)
        } catch let feature as UnsupportedFeature {
            return [try unavailable(node, name: node.name, reason: feature.reason)]
        }
    }

    /// The outputs of a node that reads constants only, computed by the engine's operators.
    private func evaluated(_ node: ONNXNode, _ build: ONNXOperators.Builder) throws -> [ONNXSymbol] {
        guard let index = node.inputs.firstIndex(where: { $0?.constant?.isFloat == true }),
            let value = node.inputs[index]?.constant, !value.dimensions.isEmpty, value.count > 0
        else { throw UnsupportedFeature("\(node.operation) of constants is not supported") }
        let name = "constant"
        var inner = ONNXImporter(
            model, tensors: tensors, picture: Picture(name: name, dimensions: value.dimensions))
        var variable = node
        variable.inputs[index] = inner.symbol(name)
        let outputs = try build(variable, &inner)
        let graph = inner.builder.build(logits: nil)
        let executor = try Executor(graph)
        return try outputs.map { symbol in
            guard case .variable(let layer, let shape) = symbol else { return symbol }
            let result = layer == 0 ? value.tensor : try executor.output(of: layer, for: value.tensor)
            return .constant(ONNXValue(result.reshaped(shape)))
        }
    }

    private mutating func blocked(_ node: ONNXNode) throws -> [ONNXSymbol] {
        let inputs = node.inputs.compactMap { $0?.layer }
        let kind = ONNXOperators.kinds[node.operation] ?? .activation
        let layer = try builder.add(
            node.name, UnreachedLayer(kind: kind, summary: node.operation), inputs)
        return node.proto.output.map { _ in .unavailable(layer) }
    }

    mutating func unavailable(_ node: ONNXNode, name: String, reason: String) throws -> ONNXSymbol {
        let inputs = node.inputs.compactMap { $0?.layer }
        let kind = ONNXOperators.kinds[node.operation] ?? .activation
        return .unavailable(
            try builder.add(name, Unsupported(node.operation, reason: reason, kind: kind), inputs))
    }

    // MARK: Layers

    /// Adds a layer under the node's name.
    mutating func layer(_ node: ONNXNode, _ operation: any Operator, _ inputs: Int...) throws -> ONNXSymbol {
        try layer(node, named: node.name, operation, inputs)
    }

    /// Adds one layer of several that make a node; the last one should have the node's name.
    mutating func layer(
        _ node: ONNXNode, part: String, _ operation: any Operator, _ inputs: Int...
    ) throws -> ONNXSymbol {
        try layer(node, named: free("\(node.name)/\(part)"), operation, inputs)
    }

    mutating func layer(
        _ node: ONNXNode, named name: String, _ operation: any Operator, _ inputs: [Int]
    ) throws -> ONNXSymbol {
        let layer: Int
        do {
            layer = try builder.add(name, operation, inputs)
        } catch {
            guard case .shape(_, _, let reason) = error else { throw error }
            throw ONNXError(tensors.file.path, .shape(node.place, reason))
        }
        guard let shape = builder.fullShape(of: layer) else { return .unavailable(layer) }
        return .variable(layer, shape)
    }

    /// Adds one layer of several whose values stand for integers.
    mutating func integerLayer(
        _ node: ONNXNode, part: String, _ operation: any Operator, _ input: Int
    ) throws -> ONNXSymbol {
        let symbol = try layer(node, part: part, operation, input)
        if let layer = symbol.layer { integerLayers.insert(layer) }
        return symbol
    }

    /// A layer's output under other extents of the same product.
    mutating func reshaped(
        _ node: ONNXNode, named name: String? = nil, _ input: (layer: Int, shape: Shape), to dimensions: [Int]
    ) throws -> ONNXSymbol {
        let keepsBatch = !dimensions.isEmpty && dimensions[0] == input.shape.dimensions.first
        let operation: any Operator =
            keepsBatch ? Reshape(Shape(Array(dimensions.dropFirst()))) : BatchReshape(Shape(dimensions))
        return try layer(node, named: name ?? node.name, operation, [input.layer])
    }

    // MARK: Names

    /// The node's own name, or its first output's where that is empty or taken.
    private func name(of proto: Onnx_NodeProto) -> String {
        if !proto.name.isEmpty, !builder.contains(proto.name) { return proto.name }
        return free(proto.output.first { !$0.isEmpty } ?? proto.opType)
    }

    func free(_ name: String) -> String {
        guard builder.contains(name) else { return name }
        var number = 2
        while builder.contains("\(name)_\(number)") { number += 1 }
        return "\(name)_\(number)"
    }

    /// `/layer1/layer1.0/conv1/Conv` lies in layer1, layer1.0 and conv1.
    private static func scope(of name: String) -> [String] {
        let separator: Character = name.contains("/") ? "/" : "."
        return name.split(separator: separator).dropLast().prefix(3).map(String.init)
    }
}

/// A layer after one that is not computed: its name and kind are known, its shapes are not.
struct UnreachedLayer: Operator {
    let kind: LayerKind
    let summary: String

    func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        throw .unsupported("it comes after a layer that is not computed")
    }

    func makeKernel(for inputs: [MemoryDescriptor], in context: ComputeContext) throws(EngineError)
        -> any Kernel
    {
        preconditionFailure("\(summary) has no output, so nothing asks for it")
    }
}
