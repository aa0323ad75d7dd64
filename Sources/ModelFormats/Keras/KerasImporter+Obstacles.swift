import Files
import NeuralNetwork
import Tensors

extension KerasImporter {
    /// Layers that compute something else in training.
    private static let trainingLayers: Set = [
        "BatchNormalization", "Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise",
        "SpatialDropout1D",
        "SpatialDropout2D", "SpatialDropout3D", "SpectralNormalization", "StochasticDepth",
    ]

    /// Why a call is not computed whatever its layer is; nil where nothing stands against it.
    func obstacle(_ call: KerasCall) -> UnsupportedKerasLayer? {
        if let unknown = call.arguments.unknown { return .argument(unknown) }
        // Keras 3 leaves it to who runs the network whether it is trained, whatever a call says.
        if version < 3, let training = call.arguments.named["training"],
            training.flag == true || training.integer == 1,
            call.layer.network != nil || Self.trainingLayers.contains(call.layer.className)
                || call.layer.className.hasPrefix("Random")
        {
            return .training
        }
        if let policy = call.settings.quantization { return .quantized(policy) }
        if let format = call.settings["data_format"]?.text, format != layout.format,
            !(layout.isChannelsFirst && call.layer.className == "Flatten"),
            !call.layer.isOperation || call.arguments.outputs.count > 0,
            call.arguments.outputs.contains(where: { call.nodes[$0].map { shape($0).rank > 1 } == true })
        {
            return .dataFormat
        }
        let isMixed =
            call.layer.network == nil && !call.layer.isOperation && !call.arguments.positional.isEmpty
        if isMixed, !Self.takesNamedOutputs.contains(call.layer.className) {
            let names = call.arguments.named.filter { !$0.value.outputs.isEmpty }.keys
            if let name = names.min() { return .argument(name) }
        }
        return nil
    }

    /// Layers that read other layers by name.
    static let takesNamedOutputs: Set = [
        "MultiHeadAttention", "GroupQueryAttention", "GroupedQueryAttention", "LSTM", "GRU", "SimpleRNN",
        "TFOpLambda", "SlicingOpLambda",
    ]

    /// The extents that a call asks for by value; nil for other calls.
    func extents(_ call: KerasCall) -> KerasArgument? {
        switch call.settings["function"]?.text {
        case "compat.v1.shape", "shape":
            guard let node = call.node(0, "input"), let full = builder.fullShape(of: node) else { return nil }
            let own = full.dimensions.indices.map { full[layout.axis($0, rank: full.rank)] }
            return .list([.number(-1)] + own.dropFirst().map { .number(Double($0)) })
        case "__operators__.getitem":
            guard let list = call.arguments.positional.first?.list, call.arguments.outputs.isEmpty,
                let index = call.argument(1, "slice_spec")
            else { return nil }
            if let place = (index.list?.count == 1 ? index.list?.first : index)?.integer {
                let place = place < 0 ? place + list.count : place
                return list.indices.contains(place) ? list[place] : nil
            }
            guard case .slice(let start, let stop, nil) = index.list?.first ?? index else { return nil }
            func bound(_ value: Int?, _ standard: Int) -> Int {
                value.map { min(max($0 < 0 ? $0 + list.count : $0, 0), list.count) } ?? standard
            }
            let (first, last) = (bound(start, 0), bound(stop, list.count))
            return .list(first < last ? Array(list[first..<last]) : [])
        default: return nil
        }
    }
}

extension KerasSettings {
    /// The name of a policy that keeps weights in less than 16 bits; nil for any other.
    var quantization: String? {
        let policy = self["dtype"]
        let name = policy?["config"]?["name"]?.text ?? policy?.text ?? ""
        let mode = policy?["config"]?["mode"]?.text ?? self["quantization_config"]?["class_name"]?.text
        if policy?["class_name"]?.text?.hasPrefix("Quantized") == true || self["quantization_config"] != nil {
            return mode ?? name
        }
        return ["int8", "int4", "float8", "gptq", "awq"].first { name.hasPrefix($0) }
    }
}

extension KerasOutput {
    /// The first output of the same call.
    var first: KerasOutput { KerasOutput(layer: layer, call: call, index: 0) }
}

extension KerasLayer {
    /// The class, or the function that a layer without one of its own calls.
    var displayName: String {
        guard ["TFOpLambda", "SlicingOpLambda"].contains(className) else { return className }
        return settings["function"]?.text ?? className
    }
}
