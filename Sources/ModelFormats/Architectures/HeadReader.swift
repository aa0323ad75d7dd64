import Tensors

/// Reads the layers of a head off the names and shapes of its tensors: dense layers and normalisations, each of which takes
/// what the one before puts out.
struct HeadReader {
    /// A module with its parameters, in the file's order.
    struct Module {
        let name: String
        var parameters: [String: Shape]

        /// The place in a `Sequential`.
        var position: Int? { name.split(separator: ".").last.flatMap { Int($0) } }
        var parent: Substring { name.lastIndex(of: ".").map { name[..<$0] } ?? "" }

        /// A matrix of outputs × inputs.
        var matrix: Shape? { parameters["weight"].flatMap { $0.rank == 2 ? $0 : nil } }
    }

    let modules: [Module]

    init(_ entries: some Sequence<NamedTensors.Entry>) {
        var modules: [Module] = []
        var positions: [String: Int] = [:]
        for entry in entries {
            let parts = entry.name.split(separator: ".").map(String.init)
            let name = parts.dropLast().joined(separator: ".")
            let parameter = parts.last ?? entry.name
            if let position = positions[name] {
                modules[position].parameters[parameter] = entry.shape
            } else {
                positions[name] = modules.count
                modules.append(Module(name: name, parameters: [parameter: entry.shape]))
            }
        }
        self.modules = modules
    }

    /// The layers that take `features` numbers, one after the other; as many as fit.
    ///
    /// - Returns: nil where none of them is dense.
    func chain(from features: Int) -> (layers: [NetworkHead.Layer], taken: Set<String>)? {
        var layers: [NetworkHead.Layer] = []
        var taken: Set<String> = []
        var width = features
        var last: Module?
        var end = 0
        for module in modules {
            guard let (kind, outputs) = layer(module, width: width) else {
                if layers.isEmpty { continue }
                break
            }
            if let last, let relu = relu(between: last, and: module, width: width, layers) {
                layers.append(relu)
            }
            layers.append(NetworkHead.Layer(name: module.name, kind: kind))
            taken.insert(module.name)
            width = outputs
            last = module
            if case .dense = kind { end = layers.count }
        }
        guard end > 0 else { return nil }
        for layer in layers[end...] { taken.remove(layer.name) }
        return (Array(layers[..<end]), taken)
    }

    private func layer(_ module: Module, width: Int) -> (NetworkHead.Layer.Kind, Int)? {
        let parameters = module.parameters
        let names = Set(parameters.keys).subtracting(["num_batches_tracked"])
        if let matrix = module.matrix, matrix[1] == width, matrix[0] > 0 {
            guard names.isSubset(of: ["weight", "bias"]),
                parameters["bias"].map({ $0 == [matrix[0]] }) ?? true
            else { return nil }
            return (.dense(outputs: matrix[0], hasBias: parameters["bias"] != nil), matrix[0])
        }
        guard parameters["weight"] == [width], parameters["bias"] == [width] else { return nil }
        if names == ["weight", "bias", "running_mean", "running_var"] {
            guard parameters["running_mean"] == [width], parameters["running_var"] == [width] else {
                return nil
            }
            return (.batchNormalization, width)
        }
        return names == ["weight", "bias"] ? (.layerNormalization, width) : nil
    }

    /// A rectifier where a dense layer is followed by another one and something without weights stands between them, or where
    /// functions may stand between them, as they do between members of a class.
    private func relu(
        between last: Module, and next: Module, width: Int, _ layers: [NetworkHead.Layer]
    ) -> NetworkHead.Layer? {
        guard next.matrix != nil, layers.contains(where: { if case .dense = $0.kind { true } else { false } })
        else { return nil }
        guard last.parent == next.parent, let before = last.position, let after = next.position else {
            return NetworkHead.Layer(name: "\(last.name)_relu", kind: .relu)
        }
        guard after > before + 1 else { return nil }
        let parent = last.parent.isEmpty ? "" : "\(last.parent)."
        return NetworkHead.Layer(name: "\(parent)\(before + 1)", kind: .relu)
    }
}
