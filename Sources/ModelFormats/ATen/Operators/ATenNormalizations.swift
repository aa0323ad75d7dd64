import NeuralNetwork
import Tensors

extension ATenOperators {
    /// All forms; those that keep running statistics have outputs for training, too.
    static let batchNormalizations: [ATenOperator] = [
        "batch_norm(input, weight?, bias?, running_mean?, running_var?, training, momentum, eps, cudnn_enabled?)",
        "native_batch_norm(input, weight?, bias?, running_mean?, running_var?, training, momentum, eps)",
        "_native_batch_norm_legit(input, weight?, bias?, running_mean?, running_var?, training, momentum, eps)",
        "_native_batch_norm_legit_no_training(input, weight?, bias?, running_mean?, running_var?, momentum, eps)",
        "_batch_norm_with_update(input, weight?, bias?, running_mean?, running_var?, momentum, eps)",
        "cudnn_batch_norm(input, weight?, bias?, running_mean?, running_var?, training, exponential_average_factor?, epsilon)",
    ].map { signature in
        let trains = signature.hasPrefix("_batch_norm_with_update")
        return ATenOperator(signature, kind: .normalization) { call, network in
            let epsilon = try call.optionalFloat("eps") ?? call.float("epsilon")
            if try trains || call.boolean("training") {
                return [.value(try normalizedByItself(call, epsilon, &network))]
            }
            let extents = try call.dimensions("input")
            guard extents.count >= 2 else { throw UnsupportedFeature.noChannels }
            let inputs = [
                try call.tensor("input"), try scale("weight", call, extents[1], 1, &network),
                try scale("bias", call, extents[1], 0, &network), try call.tensor("running_mean"),
                try call.tensor("running_var"),
            ]
            return [
                .value(try network.emit("BatchNormalization", call, inputs, [.float("epsilon", epsilon)]))
            ]
        }
    }

    /// By the mean and the variance of each channel of the input, as in training and for weights that are standardised.
    private static func normalizedByItself(
        _ call: ATenCall, _ epsilon: Float, _ network: inout ATenNetwork
    ) throws -> TranslatedValue {
        let input = try call.tensor("input")
        let extents = try call.dimensions("input")
        guard extents.count >= 2 else { throw UnsupportedFeature.noChannels }
        let axes = network.translation.integers([0] + Array(2..<max(extents.count, 2)))
        let mean = try network.emit("ReduceMean", call, [input, axes], part: "mean")
        let centred = try network.emit("Sub", call, [input, mean], part: "centred")
        let square = try network.emit("Mul", call, [centred, centred], part: "square")
        let variance = try network.emit("ReduceMean", call, [square, axes], part: "variance")
        let safe = try network.emit(
            "Add", call, [variance, network.translation.float(epsilon)], part: "safe")
        let deviation = try network.emit("Sqrt", call, [safe], part: "deviation")
        let perChannel = [extents[1]] + Array(repeating: 1, count: extents.count - 2)
        var result = try network.emit("Div", call, [centred, deviation], part: "normalised")
        for (name, operation) in [("weight", "Mul"), ("bias", "Add")] {
            guard let parameter = try call.optionalTensor(name) else { continue }
            let shaped = try network.reshaped(parameter, to: perChannel, call, part: name)
            result = try network.emit(operation, call, [result, shaped], part: "with \(name)")
        }
        return try network.emit("Identity", call, [result])
    }

    /// A parameter, or as many of one number where it is left out.
    private static func scale(
        _ name: String, _ call: ATenCall, _ count: Int, _ standard: Float, _ network: inout ATenNetwork
    ) throws -> TranslatedValue {
        if let value = try call.optionalTensor(name) { return value }
        guard count >= 0, count <= 1 << 24 else { throw UnsupportedFeature.argument(name) }
        return network.translation.constant(ONNXValue(Tensor([count], repeating: standard)))
    }

    static let layerNormalizations: [ATenOperator] = [
        "layer_norm(input, normalized_shape, weight?, bias?, eps?, cudnn_enable?)",
        "native_layer_norm(input, normalized_shape, weight?, bias?, eps)",
    ].map { signature in
        ATenOperator(signature, kind: .normalization) { call, network in
            let shape = try call.integers("normalized_shape")
            let extents = try call.dimensions("input")
            guard !shape.isEmpty, Array(extents.suffix(shape.count)) == shape else {
                throw UnsupportedFeature.argument("normalized_shape")
            }
            var parameters: [TranslatedValue] = []
            for (name, standard) in [("weight", Float(1)), ("bias", 0)] {
                let value = try scale(name, call, shape.reduce(1, *), standard, &network)
                parameters.append(
                    value.dimensions == shape
                        ? value : try network.reshaped(value, to: shape, call, part: name))
            }
            return [
                .value(
                    try network.emit(
                        "LayerNormalization", call, [try call.tensor("input")] + parameters,
                        [.integer("axis", -shape.count), .float("epsilon", try call.float("eps", 1e-5))]))
            ]
        }
    }

    static let groupNormalization = ATenOperator(
        "group_norm(input, num_groups, weight?, bias?, eps?, cudnn_enabled?)", kind: .normalization
    ) { call, network in
        try grouped(call, groups: call.integer("num_groups"), &network)
    }

    static let nativeGroupNormalization = ATenOperator(
        "native_group_norm(input, weight?, bias?, N, C, HxW, group, eps)", kind: .normalization
    ) { call, network in
        try grouped(call, groups: call.integer("group"), &network)
    }

    private static func grouped(
        _ call: ATenCall, groups: Int, _ network: inout ATenNetwork
    ) throws -> [ATenResult] {
        let extents = try call.dimensions("input")
        guard extents.count >= 2 else { throw UnsupportedFeature.noChannels }
        let inputs = [
            try call.tensor("input"), try scale("weight", call, extents[1], 1, &network),
            try scale("bias", call, extents[1], 0, &network),
        ]
        let attributes: [Onnx_AttributeProto] = [
            .integer("num_groups", groups), .float("epsilon", try call.float("eps", 1e-5)),
        ]
        return [.value(try network.emit("GroupNormalization", call, inputs, attributes))]
    }

    static let instanceNormalization = ATenOperator(
        """
        instance_norm(input, weight?, bias?, running_mean?, running_var?, use_input_stats, momentum, eps, \
        cudnn_enabled?)
        """, kind: .normalization
    ) { call, network in
        let extents = try call.dimensions("input")
        guard extents.count >= 3 else { throw UnsupportedFeature.noSpatialAxes }
        guard try call.boolean("use_input_stats") else {
            throw UnsupportedFeature.argument("use_input_stats")
        }
        let inputs = [
            try call.tensor("input"), try scale("weight", call, extents[1], 1, &network),
            try scale("bias", call, extents[1], 0, &network),
        ]
        let epsilon = try call.float("eps")
        return [
            .value(try network.emit("InstanceNormalization", call, inputs, [.float("epsilon", epsilon)]))
        ]
    }

    static let rootMeanSquareNormalization = ATenOperator(
        "rms_norm(input, normalized_shape, weight?, eps?)", kind: .normalization
    ) { call, network in
        let shape = try call.integers("normalized_shape")
        guard shape.count == 1 else { throw UnsupportedFeature.argument("normalized_shape") }
        let inputs = [try call.tensor("input"), try scale("weight", call, shape[0], 1, &network)]
        let epsilon = try call.float("eps", .ulpOfOne)
        return [
            .value(
                try network.emit(
                    "RMSNormalization", call, inputs, [.integer("axis", -1), .float("epsilon", epsilon)]))
        ]
    }

    /// g·v / ‖v‖, with the norm over all axes but one.
    static let weightNormalization = ATenOperator("_weight_norm(v, g, dim?)", kind: .normalization) {
        call, network in
        let (direction, size) = (try call.tensor("v"), try call.tensor("g"))
        let rank = try call.rank("v")
        let axis = try call.axis("dim", 0, rank: rank)
        let axes = network.translation.integers((0..<rank).filter { $0 != axis })
        let norm = try network.emit("ReduceL2", call, [direction, axes], part: "norm")
        let factor = try network.emit("Div", call, [size, norm], part: "factor")
        return [.value(try network.emit("Mul", call, [direction, factor]))]
    }
}
