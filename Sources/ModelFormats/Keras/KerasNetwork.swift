import Files

/// The layers of a Sequential or Functional model as its configuration describes them (Keras 1 to 3).
struct KerasNetwork: Sendable {
    let name: String
    let layers: [KerasLayer]
    let inputs: [KerasOutput]
    let outputs: [KerasOutput]

    /// Models in models at most.
    private static let depthLimit = 12
    private static let layerLimit = 20_000

    init(name: String, layers: [KerasLayer], inputs: [KerasOutput], outputs: [KerasOutput]) {
        self.name = name
        self.layers = layers
        self.inputs = inputs
        self.outputs = outputs
    }

    static func isNetwork(_ className: String) -> Bool {
        ["Sequential", "Functional", "Model"].contains(className)
    }

    /// - Parameters:
    ///   - value: the record with `class_name` and `config`.
    ///   - path: the file, for errors.
    init(_ value: JSONValue, path: String, depth: Int = 0) throws(KerasError) {
        guard depth < Self.depthLimit else { throw KerasError(path, .nestedTooDeeply) }
        guard let className = value["class_name"]?.text, let config = value["config"] else {
            throw KerasError(path, .setting(layer: "model", "class_name"))
        }
        guard Self.isNetwork(className) else { throw KerasError(path, .modelClass(className)) }
        let name = config["name"]?.text ?? className.lowercased()
        // Until Keras 2.2 a Sequential's configuration was the list itself.
        guard let list = config.list ?? config["layers"]?.list else {
            throw className == "Sequential" || config.record?.isEmpty == false
                ? KerasError(path, .modelClass(className)) : KerasError(path, .setting(layer: name, "layers"))
        }
        guard list.count <= Self.layerLimit else { throw KerasError(path, .tooManyLayers) }
        var layers: [KerasLayer] = []
        for item in list { layers.append(try Self.layer(item, path: path, depth: depth)) }
        self.name = name
        if className == "Sequential" {
            let shape = config["build_input_shape"] ?? value["build_config"]?["input_shape"]
            (self.layers, inputs, outputs) = try Self.chained(
                layers, inputShape: shape, isNested: depth > 0, path: path)
        } else {
            inputs = try Self.outputs(config["input_layers"], model: name, key: "input_layers", path: path)
            var outputs = try Self.outputs(
                config["output_layers"], model: name, key: "output_layers", path: path)
            if list.contains(where: Self.isVersion3) {
                outputs = outputs.map { Self.withoutMaking($0, layers) }
            }
            self.layers = Self.numbered(layers, outputs: outputs)
            self.outputs = outputs
        }
    }

    private static func layer(_ item: JSONValue, path: String, depth: Int) throws(KerasError) -> KerasLayer {
        guard let className = item["class_name"]?.text else {
            throw KerasError(path, .setting(layer: "model", "class_name"))
        }
        let config = item["config"]
        guard let name = item["name"]?.text ?? config?["name"]?.text else {
            throw KerasError(path, .setting(layer: className, "name"))
        }
        let isOperation = isOperation(item, className)
        let network =
            isNetwork(className) && !isOperation
            ? try KerasNetwork(item, path: path, depth: depth + 1) : nil
        let settings = KerasSettings(path: path, layer: name, values: config?.record ?? [:])
        var calls: [KerasArguments] = []
        for node in item["inbound_nodes"]?.list ?? [] {
            guard let call = KerasArguments(node) else { throw settings.fault("inbound_nodes") }
            calls.append(call)
        }
        return KerasLayer(
            name: name, className: className, settings: settings, calls: calls, network: network,
            isOperation: isOperation)
    }

    /// Operations on tensors, such as x + y, may have a layer's class name. What tells them is their home, or, where Keras 3
    /// does not write it, that they cannot be trained and have no number format of their own.
    private static func isOperation(_ item: JSONValue, _ className: String) -> Bool {
        if let module = item["module"]?.text { return module.hasPrefix("keras.src.ops") }
        guard isVersion3(item), item["config"]?["trainable"] == nil, className != "InputLayer",
            !isNetwork(className)
        else { return false }
        return item["config"]?["dtype"] == nil
            || KerasImporter.operations[className] != nil && KerasImporter.layers[className] == nil
    }

    /// Whether Keras 3 wrote a layer's calls.
    private static func isVersion3(_ item: JSONValue) -> Bool {
        item["inbound_nodes"]?.list?.first?.record != nil
    }

    /// Keras 3 counts the making of a functional model as its first call where a network's outputs name it, and nowhere else.
    private static func withoutMaking(_ output: KerasOutput, _ layers: [KerasLayer]) -> KerasOutput {
        let layer = layers.first { $0.name == output.layer }
        guard let layer, layer.network != nil, layer.className != "Sequential", output.call > 0 else {
            return output
        }
        return KerasOutput(layer: output.layer, call: output.call - 1, index: output.index)
    }

    /// A layer inside another one's settings.
    static func inner(_ item: JSONValue, of settings: KerasSettings) throws(KerasError) -> KerasLayer {
        try layer(item, path: settings.path, depth: 1)
    }

    /// Models that are layers have their own making as their first call where Keras 2 wrote them, so that others count
    /// their calls from 1.
    private static func numbered(_ layers: [KerasLayer], outputs: [KerasOutput]) -> [KerasLayer] {
        guard layers.contains(where: { $0.network != nil }) else { return layers }
        var first: Set<String> = []
        for output in layers.flatMap({ $0.calls.flatMap(\.outputs) }) + outputs where output.call == 0 {
            first.insert(output.layer)
        }
        return layers.map { layer in
            var layer = layer
            if layer.network != nil, !layer.calls.isEmpty, !first.contains(layer.name) { layer.firstCall = 1 }
            return layer
        }
    }

    /// [[layer, call, output], …], one of them without the list around it, or a dictionary of them.
    private static func outputs(
        _ value: JSONValue?, model: String, key: String, path: String
    ) throws(KerasError) -> [KerasOutput] {
        let outputs = value.map { KerasArgument(version2: ordered($0)).outputs } ?? []
        guard !outputs.isEmpty else { throw KerasError(path, .setting(layer: model, key)) }
        return outputs
    }

    /// Dictionaries as lists of their values in the order of their keys.
    private static func ordered(_ value: JSONValue) -> JSONValue {
        if let record = value.record {
            return .list(record.sorted { $0.key < $1.key }.map { ordered($0.value) })
        }
        return value.list.map { .list($0.map(ordered)) } ?? value
    }

    /// A Sequential's layers, each applied to the one before; an input layer is put first where there is none.
    private static func chained(
        _ list: [KerasLayer], inputShape: JSONValue?, isNested: Bool, path: String
    ) throws(KerasError) -> ([KerasLayer], inputs: [KerasOutput], outputs: [KerasOutput]) {
        guard let first = list.first else { throw KerasError(path, .setting(layer: "model", "layers")) }
        var layers: [KerasLayer] = []
        if first.className != "InputLayer" {
            let shape =
                first.settings["batch_input_shape"] ?? first.settings["batch_shape"]
                ?? inputShape ?? first.network?.inputShape ?? (isNested ? [.null] : nil)
            guard let shape else { throw first.settings.fault("batch_input_shape") }
            let name = "\(first.name)_input"
            layers.append(
                KerasLayer(
                    name: name, className: "InputLayer",
                    settings: KerasSettings(path: path, layer: name, values: ["batch_shape": shape]),
                    calls: [],
                    network: nil))
        }
        for layer in list {
            let calls = layers.last.map {
                [KerasArguments([KerasOutput(layer: $0.name, call: 0, index: 0)])]
            }
            layers.append(
                KerasLayer(
                    name: layer.name, className: layer.className, settings: layer.settings,
                    calls: calls ?? [],
                    network: layer.network, isOperation: layer.isOperation))
        }
        return (
            layers, [KerasOutput(layer: layers[0].name, call: 0, index: 0)],
            [KerasOutput(layer: layers.last!.name, call: 0, index: 0)]
        )
    }

    /// The shape as the first input layer has it, with the batch.
    private var inputShape: JSONValue? {
        guard let layer = layers.first(where: { $0.name == inputs.first?.layer }) else { return nil }
        return layer.settings["batch_shape"] ?? layer.settings["batch_input_shape"]
    }
}
