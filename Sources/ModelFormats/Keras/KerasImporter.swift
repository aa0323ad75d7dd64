import NeuralNetwork
import Tensors
import Words

/// Turns a model's description and its arrays into a graph.
///
/// Keras counts channels last, the graph first: every tensor of rows × columns × channels is a C×H×W of the graph, and
/// what looks at the order of elements (flattening, reshaping, permuting) is computed in Keras's order.
final class KerasImporter {
    let path: String
    /// The major version of Keras.
    let version: Int
    var builder: GraphBuilder
    var variables: any KerasVariables
    private let cancellation: Cancellation?

    /// Rows and columns where the network takes any.
    static let usualSize = 224

    private init(
        path: String, version: Int, builder: GraphBuilder, variables: any KerasVariables,
        cancellation: Cancellation?
    ) {
        self.path = path
        self.version = version
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
        let (graph, outputs) = try imported(
            network, variables: variables, version: version, size: size, path: path,
            cancellation: cancellation)
        guard let output = outputs.first, let scores = ClassScores(behind: output.layer, of: graph) else {
            return graph
        }
        return graph.with(logits: scores.layer, scoring: scores.scoring)
    }

    /// Builds the graph of a whole model.
    ///
    /// - Parameters:
    ///   - size: rows and columns of the input where the model takes any.
    ///   - path: the file, for errors.
    /// - Throws: ``KerasError``, what `variables` throws, `CancellationError`.
    static func imported(
        _ network: KerasNetwork, variables: any KerasVariables, version: Int, size: InputSize? = nil,
        path: String,
        cancellation: Cancellation? = nil
    ) throws -> (graph: Graph, outputs: [ImportedNetwork.Output]) {
        guard network.inputs.count == 1 else { throw KerasError(path, .inputCount(network.inputs.count)) }
        let name = network.inputs[0].layer
        guard let input = network.layers.first(where: { $0.name == name }) else {
            throw KerasError(path, .unknownInput(layer: network.name, input: name))
        }
        let shape = try inputShape(of: input, size: size, path: path)
        let importer = KerasImporter(
            path: path, version: version,
            builder: GraphBuilder(name: network.name, input: shape, inputName: name), variables: variables,
            cancellation: cancellation)
        let outputs = try importer.place(
            network, at: KerasAddress(steps: []), prefix: "", inputs: [0], isOutput: true)
        let graph = importer.builder.build(logits: nil)
        // What a pooling puts out is features of a network without its classifier.
        let scores = zip(network.outputs, outputs).filter { graph.nodes[$1].kind != .pooling }
        return (graph, scores.map { ImportedNetwork.Output(name: $0.layer, layer: $1) })
    }

    /// C×H×W of an input layer.
    private static func inputShape(of layer: KerasLayer, size: InputSize?, path: String) throws(KerasError)
        -> Shape
    {
        let settings = layer.settings
        guard let list = (settings["batch_shape"] ?? settings["batch_input_shape"])?.list else {
            throw settings.fault("batch_shape")
        }
        let text = list.dropFirst().map { $0.integer.map(String.init) ?? "any" }.joined(separator: "×")
        guard list.count == 4, let channels = list[3].integer, (1...1024).contains(channels) else {
            throw KerasError(path, .inputShape(text))
        }
        var extents: [Int] = []
        for (value, asked) in zip(list[1...2], [size?.rows, size?.columns]) {
            let extent = value.isNull ? asked ?? usualSize : value.integer ?? 0
            guard (1...1 << 15).contains(extent) else { throw KerasError(path, .inputShape(text)) }
            extents.append(extent)
        }
        return Shape([channels] + extents)
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
        var values = Dictionary(zip(network.inputs, inputs)) { first, _ in first }
        var storedCounts: [String: Int] = [:]
        var pending: [KerasCall] = []
        for layer in network.layers {
            let step = KerasAddress.Step(name: layer.name, stored: Self.stored(layer, &storedCounts))
            for (index, operands) in layer.calls.enumerated() {
                let output = KerasOutput(layer: layer.name, call: index, index: 0)
                pending.append(
                    KerasCall(
                        layer: layer, output: output, operands: operands, address: address.appending(step),
                        name: index == 0 ? prefix + layer.name : "\(prefix)\(layer.name)/\(index + 1)",
                        isOutput: isOutput && output == network.outputs.first))
            }
        }
        while !pending.isEmpty {
            var waiting: [KerasCall] = []
            for call in pending {
                if values[call.output] != nil { continue }
                guard call.sources.allSatisfy({ values[$0] != nil }) else {
                    waiting.append(call)
                    continue
                }
                try cancellation?.check()
                values[call.output] = try add(call, inputs: call.sources.map { values[$0]! })
            }
            guard waiting.count < pending.count else { throw stuck(waiting, network, values) }
            pending = waiting
        }
        return try network.outputs.map { output in
            guard let node = values[output] else {
                throw KerasError(path, .unknownInput(layer: network.name, input: output.layer))
            }
            return node
        }
    }

    private func stuck(
        _ calls: [KerasCall], _ network: KerasNetwork, _ values: [KerasOutput: Int]
    ) -> KerasError {
        let coming = Set(calls.map(\.output))
        for call in calls {
            if let absent = call.sources.first(where: { values[$0] == nil && !coming.contains($0) }) {
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

    private func add(_ call: KerasCall, inputs: [Int]) throws -> Int {
        let outerScope = builder.scope
        defer { builder.scope = outerScope }
        if let network = call.layer.network {
            builder.scope = Array((outerScope + [call.layer.name]).prefix(3))
            return try place(
                network, at: call.address, prefix: call.name + "/", inputs: inputs, isOutput: call.isOutput)[
                    0]
        }
        builder.scope = Array((outerScope + KerasNaming.scope(of: call.layer)).prefix(3))
        if inputs.contains(where: { builder.fullShape(of: $0) == nil }) {
            let reason = UncomputedInput.someLayer.words
            return try add(call.name, Unsupported(call.layer.className, reason: reason), inputs)
        }
        guard let build = Self.layers[call.layer.className] else {
            return try unsupported(call, inputs, .layerClass(call.layer.className))
        }
        return try build(self, call, inputs)
    }

    /// Adds a node; a name that is taken gets a number.
    func add(_ name: String, _ operation: any Operator, _ inputs: [Int]) throws(KerasError) -> Int {
        var free = name
        var number = 2
        while builder.contains(free) {
            free = "\(name)/\(number)"
            number += 1
        }
        do {
            return try builder.add(free, operation, inputs)
        } catch {
            throw KerasError(path, .graph(error))
        }
    }

    /// Adds a layer that is shown without being computed.
    func unsupported(
        _ call: KerasCall, _ inputs: [Int], _ reason: UnsupportedKerasLayer
    ) throws(KerasError) -> Int {
        try add(call.name, Unsupported(call.layer.className, reason: reason.words), inputs)
    }

    /// The shape of a node's output without the batch.
    func shape(_ node: Int) -> Shape { builder.shape(of: node) }

    func tensors(
        _ call: KerasCall, _ arrays: [KerasArray], isWhole: Bool = true
    ) throws -> [Tensor] {
        try variables.tensors(of: call.address, arrays, isWhole: isWhole)
    }
}

/// One application of a layer.
struct KerasCall {
    let layer: KerasLayer
    let output: KerasOutput
    let operands: [KerasOperand]
    let address: KerasAddress
    /// The name of the node.
    let name: String
    /// Whether it is the whole network's first output.
    let isOutput: Bool

    var settings: KerasSettings { layer.settings }

    /// The layers that it reads.
    var sources: [KerasOutput] {
        operands.compactMap { if case .output(let output) = $0 { output } else { nil } }
    }
}
