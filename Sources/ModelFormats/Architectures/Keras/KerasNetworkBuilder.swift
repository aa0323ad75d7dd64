import Files

/// Layers one after the other, for networks of a known architecture.
struct KerasNetworkBuilder {
    private let name: String
    private var layers: [KerasLayer] = []
    /// Layers that get their arrays by their place, because the names that Keras gave them vary.
    private(set) var unnamed: Set<String> = []
    private var numbers: [String: Int] = [:]
    /// What the next layer reads: the layer added last.
    private(set) var last: String

    /// - Parameter size: rows and columns of the input, which has three channels.
    init(name: String, size: Int) {
        self.name = name
        last = "input_1"
        layers.append(
            KerasLayer(
                name: last, className: "InputLayer",
                settings: KerasSettings(
                    path: name, layer: last,
                    values: ["batch_shape": [.null, .integer(size), .integer(size), 3]]), calls: [],
                network: nil))
    }

    /// Adds a layer that reads the one added last, or those named.
    ///
    /// - Parameter name: nil for the name that Keras would give.
    @discardableResult
    mutating func add(
        _ className: String, _ name: String? = nil, _ settings: [String: JSONValue] = [:],
        after sources: [String]? = nil
    ) -> String {
        let given = name ?? numbered(KerasNaming.snakeCase(className))
        if name == nil { unnamed.insert(given) }
        let operands = KerasArguments((sources ?? [last]).map { KerasOutput(layer: $0, call: 0, index: 0) })
        layers.append(
            KerasLayer(
                name: given, className: className,
                settings: KerasSettings(path: self.name, layer: given, values: settings), calls: [operands],
                network: nil))
        last = given
        return given
    }

    /// Adds what turns maps into probabilities of classes; nothing for a network without a classifier.
    mutating func addPooledClassifier(classes: Int?) {
        guard let classes else { return }
        add("GlobalAveragePooling2D", "avg_pool")
        add("Dense", "predictions", ["units": .integer(classes), "activation": "softmax"])
    }

    /// Lets the next layer read an earlier one.
    mutating func `continue`(after layer: String) { last = layer }

    private mutating func numbered(_ name: String) -> String {
        defer { numbers[name, default: 0] += 1 }
        return numbers[name].map { "\(name)_\($0)" } ?? name
    }

    /// The network that puts out what the layer added last does.
    var network: KerasNetwork {
        KerasNetwork(
            name: name, layers: layers, inputs: [KerasOutput(layer: "input_1", call: 0, index: 0)],
            outputs: [KerasOutput(layer: last, call: 0, index: 0)])
    }
}
