import NeuralNetwork
import Tensors
import Words

/// Turns a model's description and its arrays into a graph.
///
/// Keras counts channels last, the graph first: every tensor of rows × columns × channels is a C×H×W of the graph
/// (``KerasLayout``), and what looks at the order of elements (flattening, reshaping, permuting) is computed in Keras's order.
final class KerasImporter {
    let path: String
    /// The major version of Keras.
    let version: Int
    let layout: KerasLayout
    var builder: GraphBuilder
    var variables: any KerasVariables
    private let cancellation: Cancellation?
    /// Applied layers, those of models inside models each time.
    private var callCount = 0
    /// A model that is applied several times in one that is applied several times grows fast.
    private static let callLimit = 100_000

    private init(
        path: String, version: Int, layout: KerasLayout, builder: GraphBuilder,
        variables: any KerasVariables, cancellation: Cancellation?
    ) {
        self.path = path
        self.version = version
        self.layout = layout
        self.builder = builder
        self.variables = variables
        self.cancellation = cancellation
    }

    /// The graph of a whole model with the class scores behind its first output.
    static func graph(
        of network: KerasNetwork, variables: any KerasVariables, version: Int, size: InputSize? = nil,
        path: String,
        cancellation: Cancellation? = nil
    ) throws -> Graph {
        let imported = try imported(
            network, variables: variables, version: version, size: size, path: path,
            cancellation: cancellation)
        let graph = imported.graph
        guard let output = imported.outputs.first,
            let scores = ClassScores(behind: output.layer, of: graph)
        else { return graph }
        return graph.with(logits: scores.layer, scoring: scores.scoring)
    }

    /// Builds the graph of a whole model.
    ///
    /// - Parameters:
    ///   - given: what inputs get that are not the photo's, by their layers' names; the others get zeros.
    ///   - size: rows and columns of the input where the model takes any.
    ///   - path: the file, for errors.
    /// - Throws: ``KerasError``, ``OtherInputError``, `FileError`, `NPYError`, what `variables` throws, `CancellationError`.
    static func imported(
        _ network: KerasNetwork, variables: any KerasVariables, version: Int,
        giving given: [String: InputValue] = [:], size: InputSize? = nil, path: String,
        cancellation: Cancellation? = nil
    ) throws -> ImportedNetwork {
        let layout: KerasLayout = network.hasChannelsFirst ? .channelsFirst : .channelsLast
        let layers = try network.inputLayers(path: path)
        try OtherInput.check(given, among: layers.map(\.name), path: path)
        let (picture, input) = try KerasInput.picture(
            among: layers, given: given, layout: layout, size: size, path: path)
        let importer = KerasImporter(
            path: path, version: version, layout: layout,
            builder: GraphBuilder(
                name: network.name, input: input.shape, inputName: layers[picture].name),
            variables: variables, cancellation: cancellation)
        var others: [OtherInput] = []
        let nodes = try layers.enumerated().map { index, layer in
            guard index != picture else { return try importer.place(input, named: layer.name) }
            let (node, other) = try importer.give(given[layer.name], to: layer, beside: input.shape)
            others.append(other)
            return node
        }
        let outputs = try importer.place(
            network, at: KerasAddress(steps: []), prefix: "", inputs: nodes, isOutput: true)
        let graph = importer.builder.build(logits: nil)
        // What a pooling puts out is features of a network without its classifier.
        let scores = zip(network.outputs, outputs).filter { graph.nodes[$1].kind != .pooling }
        var imported = ImportedNetwork(
            graph: graph, outputs: scores.map { ImportedNetwork.Output(name: $0.layer, layer: $1) },
            framework: .keras)
        imported.otherInputs = others
        imported.takesAnySize = input.takesAnySize
        return imported
    }

    /// Adds the layers of a model.
    ///
    /// - Parameters:
    ///   - address: of the model, empty for the outermost.
    ///   - prefix: of the nodes' names.
    ///   - inputs: the nodes in the place of its input layers.
    ///   - isOutput: whether the model's first output is the whole network's.
    /// - Returns: the nodes of its outputs.
    func place(
        _ network: KerasNetwork, at address: KerasAddress, prefix: String, inputs: [Int], isOutput: Bool
    ) throws -> [Int] {
        guard inputs.count == network.inputs.count else {
            throw KerasError(path, .inputCount(network.inputs.count))
        }
        var values = KerasValues(Dictionary(zip(network.inputs, inputs)) { first, _ in first }, builder)
        var pending = calls(of: network, at: address, prefix: prefix, isOutput: isOutput)
        while !pending.isEmpty {
            var waiting: [KerasCall] = []
            for var call in pending {
                if values.has(call.output) { continue }
                guard call.arguments.outputs.allSatisfy({ values.has($0) }) else {
                    waiting.append(call)
                    continue
                }
                try cancellation?.check()
                call.arguments = call.arguments.replacing { values.extents[$0] }
                for output in call.arguments.outputs {
                    guard let node = values.node(output, builder) else {
                        throw KerasError(
                            path, .unknownInput(layer: call.layer.name, input: output.layer))
                    }
                    call.nodes[output] = node
                }
                if let extents = extents(call) {
                    values.extents[call.output] = extents
                } else {
                    values.nodes[call.output] = try add(call)
                }
            }
            guard waiting.count < pending.count else { throw stuck(waiting, network, values) }
            pending = waiting
        }
        return try network.outputs.map { output in
            guard let node = values.node(output, builder) else {
                throw KerasError(path, .unknownInput(layer: network.name, input: output.layer))
            }
            return node
        }
    }

    private func calls(
        of network: KerasNetwork, at address: KerasAddress, prefix: String, isOutput: Bool
    ) -> [KerasCall] {
        var storedCounts: [String: Int] = [:]
        return network.layers.flatMap { layer in
            let step = KerasAddress.Step(name: layer.name, stored: Self.stored(layer, &storedCounts))
            return layer.calls.enumerated().map { index, arguments in
                let output = layer.output(ofCall: index)
                return KerasCall(
                    layer: layer, output: output, arguments: arguments, address: address.appending(step),
                    name: index == 0 ? prefix + layer.name : "\(prefix)\(layer.name)/\(index + 1)",
                    isOutput: isOutput
                        && network.outputs.first.map {
                            $0.layer == output.layer && $0.call == output.call
                        } == true)
            }
        }
    }

    private func stuck(_ calls: [KerasCall], _ network: KerasNetwork, _ values: KerasValues) -> KerasError {
        let coming = Set(calls.map(\.output))
        for call in calls {
            let absent = call.arguments.outputs.first {
                !values.has($0) && !coming.contains($0.first)
            }
            if let absent {
                return KerasError(path, .unknownInput(layer: call.layer.name, input: absent.layer))
            }
        }
        return KerasError(path, .order(layer: calls[0].layer.name))
    }

    /// The name under which an archive keeps a layer: its class, numbered from the second on.
    private static func stored(_ layer: KerasLayer, _ counts: inout [String: Int]) -> String {
        let name = KerasNaming.snakeCase(layer.className)
        let isLayer =
            layer.className == "InputLayer" || layer.network != nil
            || layer.settings.values["trainable"] != nil
        guard isLayer else { return name }
        defer { counts[name, default: 0] += 1 }
        return counts[name].map { "\(name)_\($0)" } ?? name
    }

    /// Adds a layer where it is applied.
    ///
    /// - Returns: the nodes of its outputs.
    private func add(_ call: KerasCall) throws -> [Int] {
        callCount += 1
        guard callCount <= Self.callLimit else { throw KerasError(path, .tooManyLayers) }
        let outerScope = builder.scope
        defer { builder.scope = outerScope }
        let inputs = call.arguments.outputs.compactMap { call.nodes[$0] }
        if let network = call.layer.network {
            builder.scope = Array((outerScope + [call.layer.name]).prefix(3))
            if let obstacle = obstacle(call) { return [try unsupported(call, inputs, obstacle)] }
            return try place(
                network, at: call.address, prefix: call.name + "/", inputs: inputs, isOutput: call.isOutput)
        }
        builder.scope = Array((outerScope + KerasNaming.scope(of: call.layer)).prefix(3))
        return try apply(call)
    }

    /// Adds a layer, or one inside another.
    func apply(_ call: KerasCall) throws -> [Int] {
        let inputs = call.arguments.outputs.compactMap { call.nodes[$0] }
        if inputs.contains(where: { builder.fullShape(of: $0) == nil }) {
            let reason = UncomputedInput.someLayer.words
            return [try add(call.name, Unsupported(call.layer.className, reason: reason), inputs)]
        }
        if let obstacle = obstacle(call) { return [try unsupported(call, inputs, obstacle)] }
        let name = call.layer.className
        if call.layer.isOperation {
            guard let build = Self.operations[name] else {
                return [try unsupported(call, inputs, .operation(name))]
            }
            return try build(self, call, inputs)
        }
        if name == "TFOpLambda" || name == "SlicingOpLambda" { return try addFunction(call, inputs) }
        guard let build = Self.layers[name] ?? (call.isTensorOperation ? Self.operations[name] : nil) else {
            return [try unsupported(call, inputs, .layerClass(name))]
        }
        return try build(self, call, inputs)
    }

    /// Adds a node; a name that is taken gets a number.
    func add(_ name: String, _ operation: any Operator, _ inputs: [Int]) throws(KerasError) -> Int {
        do {
            return try builder.add(builder.freeName(name, separator: "/"), operation, inputs)
        } catch {
            throw KerasError(path, .graph(error))
        }
    }

    /// Adds a layer that is shown without being computed.
    func unsupported(
        _ call: KerasCall, _ inputs: [Int], _ reason: UnsupportedKerasLayer
    ) throws(KerasError) -> Int {
        try add(call.name, Unsupported(call.layer.displayName, reason: reason.words), inputs)
    }

    /// The shape of a node's output without the batch.
    func shape(_ node: Int) -> Shape { builder.shape(of: node) }

    func tensors(
        _ call: KerasCall, _ arrays: [KerasArray], isWhole: Bool = true
    ) throws -> [Tensor] {
        try variables.tensors(of: call.address, arrays, isWhole: isWhole && !call.isInner)
    }
}

/// What the layers of a model put out so far.
private struct KerasValues {
    /// By each call's first output.
    var nodes: [KerasOutput: [Int]]
    /// Extents of shapes that are asked for by value, −1 for the batch's.
    var extents: [KerasOutput: KerasArgument] = [:]

    init(_ inputs: [KerasOutput: Int], _ builder: GraphBuilder) {
        nodes = [:]
        for (output, node) in inputs { nodes[output.first] = [node] }
    }

    func has(_ output: KerasOutput) -> Bool { nodes[output.first] != nil || extents[output.first] != nil }

    /// The node of an output; all of a layer's that is not computed are the same. Nil where the layer has no such output.
    func node(_ output: KerasOutput, _ builder: GraphBuilder) -> Int? {
        guard let nodes = nodes[output.first], let first = nodes.first else { return nil }
        if nodes.indices.contains(output.index) { return nodes[output.index] }
        return builder.fullShape(of: first) == nil ? first : nil
    }
}
