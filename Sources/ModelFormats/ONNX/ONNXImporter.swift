import NeuralNetwork
import Tensors
import Words

/// Turns an ONNX graph into a network, node by node.
///
/// ONNX's shapes are the engine's, with the batch as the first axis. What does not depend on the picture is computed
/// while reading; the rest becomes layers.
package struct ONNXImporter {
    let model: Onnx_ModelProto
    let tensors: ONNXTensors
    var builder: GraphBuilder
    private(set) var symbols: [String: ONNXSymbol] = [:]
    /// What the values of layers stand for; floats where nothing is said.
    private(set) var types: [Int: ONNXElementType] = [:]
    /// How many pictures the network takes at once in the file.
    let batch: Int
    private let cancellation: Cancellation?
    /// The inputs besides the picture, with what they get.
    var otherInputs: [OtherInput] = []

    /// Which input the picture goes to, its extents, and whether it is N×H×W×C in the file.
    package struct Picture {
        package let name: String
        /// As the network takes it: N×C×H×W, N×F, or what the file says.
        package let dimensions: [Int]
        package let isChannelsLast: Bool
        /// What its values are in the file.
        var type = ONNXElementType.float

        package init(name: String, dimensions: [Int], isChannelsLast: Bool = false) {
            self.name = name
            self.dimensions = dimensions
            self.isChannelsLast = isChannelsLast
        }
    }

    init(
        _ model: Onnx_ModelProto, tensors: ONNXTensors, picture: Picture, cancellation: Cancellation? = nil
    ) {
        self.model = model
        self.tensors = tensors
        self.cancellation = cancellation
        let shape = Shape(picture.dimensions)
        batch = shape.dimensions.first ?? 1
        builder = GraphBuilder(
            name: model.graph.name, input: shape.withoutBatch, inputName: picture.name, batch: batch)
        symbols[picture.name] = .variable(builder.input, shape)
        types[builder.input] = picture.type
    }

    /// Layers with values that stand for integers or truth values.
    package var integerLayers: Set<Int> { Set(types.filter { !$0.value.isFloat }.keys) }

    /// What a symbol's values stand for.
    func type(of symbol: ONNXSymbol) -> ONNXElementType {
        switch symbol {
        case .constant(let value): value.type
        case .variable(let layer, _), .unavailable(let layer): types[layer] ?? .float
        }
    }

    /// Says what the values of a layer stand for.
    mutating func marked(_ symbol: ONNXSymbol, _ type: ONNXElementType) -> ONNXSymbol {
        if case .variable(let layer, _) = symbol { types[layer] = type.isFloat ? .float : type }
        return symbol
    }

    /// Gives a name that is no node's output a meaning.
    mutating func bind(_ name: String, _ value: ONNXValue) { symbols[name] = .constant(value) }

    mutating func bind(_ name: String, _ symbol: ONNXSymbol) { symbols[name] = symbol }

    /// What a name of the file stands for.
    package func symbol(_ name: String) -> ONNXSymbol? { symbols[name] }

    /// All layers that were read, without a classifier.
    package var graph: Graph { builder.build(logits: nil) }

    /// The version of a domain's operators; files of the format's first versions do not say it.
    private func opset(of domain: String) -> Int {
        let names = domain.isEmpty ? ["", "ai.onnx"] : [domain]
        return Int(model.opsetImport.first { names.contains($0.domain) }?.version ?? 1)
    }

    /// What reading a node counts beside the constants that it computes.
    private static let elementsPerNode = 64

    /// Adds the layers of nodes that come after everything they read.
    mutating func add(_ nodes: [Onnx_NodeProto]) throws {
        for proto in nodes {
            try cancellation?.check()
            try tensors.budget.spend(Self.elementsPerNode, for: proto.name)
            let node = ONNXNode(
                path: tensors.file.path, proto: proto, name: name(of: proto),
                opset: opset(of: ONNXOperators.domain(of: proto)),
                inputs: proto.input.map { $0.isEmpty ? nil : symbols[$0] }, tensors: tensors)
            builder.scope = Self.scope(of: node.name)
            let outputs = try self.outputs(of: node)
            for (name, symbol) in zip(proto.output, outputs) where !name.isEmpty { symbols[name] = symbol }
            for name in proto.output.dropFirst(outputs.count) where !name.isEmpty {
                symbols[name] = try unavailable(
                    node, name: free("\(node.name)/\(name)"), .output(name))
            }
        }
    }

    /// The outputs of a graph inside a node, whose layers are added; it reads the names around it.
    mutating func inlined(_ graph: Onnx_GraphProto) throws -> [ONNXSymbol] {
        let around = symbols
        defer { symbols = around }
        for tensor in graph.initializer {
            do {
                bind(tensor.name, try tensors.value(tensor, raw: nil))
            } catch let feature as UnsupportedFeature {
                try block(tensor.name, "Constant", feature)
            }
        }
        try add(ONNXOrder.sorted(graph, path: tensors.file.path, around: Set(around.keys)))
        return try graph.output.map { output in
            guard let symbol = symbols[output.name] else {
                throw ONNXError(tensors.file.path, .malformed)
            }
            return symbol
        }
    }

    /// What a node puts out: constants folded, layers added, or a layer that is only shown.
    private mutating func outputs(of node: ONNXNode) throws -> [ONNXSymbol] {
        if node.inputs.contains(where: { if case .unavailable = $0 { true } else { false } }) {
            return try blocked(node)
        }
        do {
            return try computed(node)
        } catch let feature as UnsupportedFeature {
            return [try unavailable(node, name: node.name, feature)]
        }
    }

    /// The same for a node whose inputs are all known.
    ///
    /// - Throws: ``UnsupportedFeature`` for what no layer computes.
    mutating func computed(_ node: ONNXNode) throws -> [ONNXSymbol] {
        guard let operation = ONNXOperators.operation(of: node.proto) else {
            switch ONNXOperators.domain(of: node.proto) {
            case "": throw UnsupportedFeature.operation(node.operation)
            case "com.microsoft.nchwc": throw UnsupportedFeature.processor(operation: node.operation)
            case let domain: throw UnsupportedFeature.domain(operation: node.operation, domain: domain)
            }
        }
        let node = try operation.checked(node)
        if let folded = try operation.fold?(node) { return folded.map(ONNXSymbol.constant) }
        guard let build = operation.build else { throw UnsupportedFeature.operation(node.operation) }
        let given = node.inputs.compactMap { $0 }
        if !operation.buildsOfConstants, !given.isEmpty, given.allSatisfy({ $0.constant != nil }) {
            return try evaluated(node, build)
        }
        let outputs = try build(node, &self)
        // What an operator does not say otherwise is of its input's type.
        if let type = given.first(where: { $0.layer != nil }).map({ self.type(of: $0) }) {
            for case .variable(let layer, _) in outputs where types[layer] == nil { types[layer] = type }
        }
        return outputs
    }

    private mutating func blocked(_ node: ONNXNode) throws -> [ONNXSymbol] {
        let inputs = node.inputs.compactMap { $0?.layer }
        let layer = try builder.add(
            node.name, UnreachedLayer(kind: kind(of: node), summary: Words(verbatim: node.operation)), inputs)
        return node.proto.output.map { _ in .unavailable(layer) }
    }

    private mutating func unavailable(
        _ node: ONNXNode, name: String, _ feature: UnsupportedFeature
    ) throws -> ONNXSymbol {
        let inputs = node.inputs.compactMap { $0?.layer }
        let operation = Unsupported(node.operation, reason: feature.words, kind: kind(of: node))
        return .unavailable(try builder.add(name, operation, inputs))
    }

    private func kind(of node: ONNXNode) -> LayerKind {
        ONNXOperators.operation(of: node.proto)?.kind ?? .activation
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

    /// Adds one layer of several, with values that stand for integers.
    mutating func integerLayer(
        _ node: ONNXNode, part: String, _ operation: any Operator, _ input: Int
    ) throws -> ONNXSymbol {
        marked(try layer(node, part: part, operation, input), .int64)
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

    func free(_ name: String) -> String { builder.freeName(name, separator: "_") }

    /// `/layer1/layer1.0/conv1/Conv` lies in layer1, layer1.0 and conv1.
    static func scope(of name: String) -> [String] {
        let separator: Character = name.contains("/") ? "/" : "."
        return name.split(separator: separator).dropLast().prefix(3).map(String.init)
    }
}
