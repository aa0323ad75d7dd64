import Tensors

/// The tensors of a network whose layers follow one another, by their modules in the file's order.
struct ChainWeights {
    enum Kind: String {
        case convolution = "conv"
        case normalization = "bn"
        case dense = "linear"
    }

    struct Module {
        let name: String
        let kind: Kind
        /// That of the weights, or of the means of a normalisation.
        let shape: Shape
        let hasBias: Bool
    }

    let modules: [Module]

    /// - Returns: nil where a module is none of the three kinds.
    init?(_ tensors: NamedTensors) {
        var modules: [Module] = []
        for module in HeadReader(tensors.entries.filter { !BareWeights.isDerived($0.name) }).modules {
            guard let read = Self.module(module) else { return nil }
            modules.append(read)
        }
        guard !modules.isEmpty else { return nil }
        self.modules = modules
    }

    private static func module(_ module: HeadReader.Module) -> Module? {
        let names = Set(module.parameters.keys)
        guard let weight = module.parameters["weight"], weight.rank > 0,
            weight.dimensions.allSatisfy({ $0 > 0 })
        else { return nil }
        let bias = module.parameters["bias"]
        if names == ["weight", "bias", "running_mean", "running_var"] {
            guard weight.rank == 1, module.parameters.values.allSatisfy({ $0 == weight }) else { return nil }
            return Module(name: module.name, kind: .normalization, shape: weight, hasBias: true)
        }
        guard names.isSubset(of: ["weight", "bias"]), bias.map({ $0 == [weight[0]] }) ?? true else {
            return nil
        }
        switch weight.rank {
        case 2: return Module(name: module.name, kind: .dense, shape: weight, hasBias: bias != nil)
        case 4 where weight[2] <= 64 && weight[3] <= 64:
            return Module(name: module.name, kind: .convolution, shape: weight, hasBias: bias != nil)
        default: return nil
        }
    }

    /// Whether each module takes as many channels or features as the one before puts out.
    var isChain: Bool {
        guard modules[0].kind == .convolution, [1, 3].contains(modules[0].shape[1]) else { return false }
        var channels = modules[0].shape[1]
        var isFlat = false
        for module in modules {
            switch module.kind {
            case .convolution:
                guard !isFlat, channels % module.shape[1] == 0 else { return false }
                channels = module.shape[0]
            case .normalization: guard module.shape[0] == channels else { return false }
            case .dense:
                guard isFlat ? module.shape[1] == channels : module.shape[1] % channels == 0 else {
                    return false
                }
                isFlat = true
                channels = module.shape[0]
            }
        }
        return true
    }

    /// What the file says of the layers: `conv1 (3 to 16, 3×3), fc (400 to 10)`.
    var summary: String {
        modules.map { module in
            switch module.kind {
            case .convolution:
                "\(module.name) (conv, \(module.shape[1]) to \(module.shape[0]), \(module.shape[2])×\(module.shape[3]))"
            case .normalization: "\(module.name) (bn, \(module.shape[0]))"
            case .dense: "\(module.name) (linear, \(module.shape[1]) to \(module.shape[0]))"
            }
        }.joined(separator: ", ")
    }

    /// The usual layers around them, as a start: rectifiers, and poolings after convolutions.
    var suggestion: String {
        var words: [String] = []
        for (index, module) in modules.enumerated() {
            let next = index + 1 < modules.count ? modules[index + 1].kind : nil
            if module.kind == .dense, !words.contains("flatten") { words.append("flatten") }
            words.append(module.kind.rawValue)
            guard next != .normalization, next != nil else { continue }
            words.append("relu")
            let isDense =
                module.kind == .dense
                || index > 0 && module.kind == .normalization
                    && modules[index - 1].kind == .dense
            if !isDense, !words.contains("flatten") { words.append("pool") }
        }
        return words.joined(separator: " ")
    }
}
