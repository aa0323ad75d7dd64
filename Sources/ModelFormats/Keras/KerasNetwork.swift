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
            (self.layers, inputs, outputs) = try Self.chained(layers, config, path: path)
        } else {
            self.layers = layers
            inputs = try Self.outputs(config["input_layers"], model: name, key: "input_layers", path: path)
            outputs = try Self.outputs(config["output_layers"], model: name, key: "output_layers", path: path)
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
        let network = isNetwork(className) ? try KerasNetwork(item, path: path, depth: depth + 1) : nil
        let settings = KerasSettings(path: path, layer: name, values: config?.record ?? [:])
        var calls: [[KerasOperand]] = []
        for node in item["inbound_nodes"]?.list ?? [] {
            calls.append(try operands(of: node, settings))
        }
        // Operations on tensors that are no layers, such as x + y, have the same class name as the layer but another
        // home; their settings lack what every layer has.
        return KerasLayer(
            name: name, className: className, settings: settings, calls: calls, network: network)
    }

    /// Keras 2: [[layer, call, output, arguments], …]; Keras 3: {"args": …, "kwargs": …} with `__keras_tensor__`s.
    private static func operands(
        of node: JSONValue, _ settings: KerasSettings
    ) throws(KerasError) -> [KerasOperand] {
        var operands: [KerasOperand] = []
        if let items = node.list {
            // A single one is also written without the list around it.
            let items = items.first?.text == nil ? items : [node]
            for item in items {
                guard let list = item.list, let output = output(list) else {
                    throw settings.fault("inbound_nodes")
                }
                operands.append(.output(output))
                for argument in (list.count > 3 ? list[3].record ?? [:] : [:]).sorted(by: { $0.key < $1.key })
                {
                    if let list = argument.value.list, let output = Self.output(list) {
                        operands.append(.output(output))
                    } else if argument.key == "y", let number = argument.value.number {
                        operands.append(.number(number))
                    }
                }
            }
            return operands
        }
        guard node.record != nil else { throw settings.fault("inbound_nodes") }
        var rest = (node["args"]?.list ?? []).reversed() + []
        if rest.isEmpty { rest = (node["kwargs"]?.record ?? [:]).sorted { $0.key > $1.key }.map(\.value) }
        while let value = rest.popLast() {
            if let list = value.list {
                rest.append(contentsOf: list.reversed())
            } else if value["class_name"]?.text == "__keras_tensor__" {
                guard let history = value["config"]?["keras_history"]?.list, let output = output(history)
                else {
                    throw settings.fault("inbound_nodes")
                }
                operands.append(.output(output))
            } else if let number = value.number {
                operands.append(.number(number))
            }
        }
        return operands
    }

    private static func output(_ list: [JSONValue]) -> KerasOutput? {
        guard list.count >= 3, let layer = list[0].text, let call = list[1].integer,
            let index = list[2].integer
        else { return nil }
        return KerasOutput(layer: layer, call: call, index: index)
    }

    /// [[layer, call, output], …], or one of them without the list around it.
    private static func outputs(
        _ value: JSONValue?, model: String, key: String, path: String
    ) throws(KerasError) -> [KerasOutput] {
        guard let list = value?.list, !list.isEmpty else {
            throw KerasError(path, .setting(layer: model, key))
        }
        if let single = output(list) { return [single] }
        var outputs: [KerasOutput] = []
        for item in list {
            guard let output = item.list.flatMap({ output($0) }) else {
                throw KerasError(path, .setting(layer: model, key))
            }
            outputs.append(output)
        }
        return outputs
    }

    /// A Sequential's layers, each applied to the one before; an input layer is put first where there is none.
    private static func chained(
        _ list: [KerasLayer], _ config: JSONValue, path: String
    ) throws(KerasError) -> ([KerasLayer], inputs: [KerasOutput], outputs: [KerasOutput]) {
        guard let first = list.first else { throw KerasError(path, .setting(layer: "model", "layers")) }
        var layers: [KerasLayer] = []
        if first.className != "InputLayer" {
            let shape =
                first.settings["batch_input_shape"] ?? first.settings["batch_shape"]
                ?? config["build_input_shape"] ?? first.network?.inputShape
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
                [[KerasOperand.output(KerasOutput(layer: $0.name, call: 0, index: 0))]]
            }
            layers.append(
                KerasLayer(
                    name: layer.name, className: layer.className, settings: layer.settings,
                    calls: calls ?? [],
                    network: layer.network))
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
