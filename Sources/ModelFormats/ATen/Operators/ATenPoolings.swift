import NeuralNetwork

extension ATenOperators {
    static let maximumPoolings: [ATenOperator] = (1...3).flatMap { axes in
        ["max_pool\(axes)d", "max_pool\(axes)d_with_indices"].map { name in
            ATenOperator(
                "\(name)(self, kernel_size, stride?, padding?, dilation?, ceil_mode?)", kind: .pooling
            ) { call, network in
                let kernel = try call.integers("kernel_size", count: axes, 1)
                let padding = try call.integers("padding", count: axes, 0)
                let attributes: [Onnx_AttributeProto] = [
                    .integers("kernel_shape", kernel), .integers("pads", padding + padding),
                    .integers("strides", try strides(call, kernel)),
                    .integers("dilations", try call.integers("dilation", count: axes, 1)),
                    .flag("ceil_mode", try call.boolean("ceil_mode")),
                ]
                return [.value(try network.emit("MaxPool", call, [picture(call, axes)], attributes))]
            }
        }
    }

    static let averagePoolings: [ATenOperator] = (1...3).map { axes in
        ATenOperator(
            "avg_pool\(axes)d(self, kernel_size, stride?, padding?, ceil_mode?, count_include_pad?, divisor_override?)",
            kind: .pooling
        ) { call, network in
            guard !call.has("divisor_override") else { throw UnsupportedFeature.argument("divisor_override") }
            let kernel = try call.integers("kernel_size", count: axes, 1)
            let padding = try call.integers("padding", count: axes, 0)
            let attributes: [Onnx_AttributeProto] = [
                .integers("kernel_shape", kernel), .integers("pads", padding + padding),
                .integers("strides", try strides(call, kernel)),
                .flag("ceil_mode", try call.boolean("ceil_mode")),
                .flag("count_include_pad", try call.boolean("count_include_pad", true)),
            ]
            return [.value(try network.emit("AveragePool", call, [picture(call, axes)], attributes))]
        }
    }

    /// A stride that is left out or empty is the kernel's size.
    private static func strides(_ call: ATenCall, _ kernel: [Int]) throws -> [Int] {
        guard let given = try call.optionalIntegers("stride"), !given.isEmpty else { return kernel }
        return try call.integers("stride", count: kernel.count, 1)
    }

    private static func picture(_ call: ATenCall, _ axes: Int) throws -> TranslatedValue {
        guard try call.rank("self") == axes + 2 else {
            throw UnsupportedFeature.spatialAxes(try call.rank("self") - 2, supported: axes...axes)
        }
        return try call.tensor("self")
    }

    static let adaptiveAveragePoolings: [ATenOperator] = [
        "adaptive_avg_pool2d", "_adaptive_avg_pool2d",
    ].map { name in
        ATenOperator("\(name)(self, output_size)", kind: .pooling) { call, network in
            let input = try picture(call, 2)
            let size = try call.integers("output_size", count: 2, 1)
            if size == [1, 1] { return [.value(try network.emit("GlobalAveragePool", call, [input]))] }
            guard size.allSatisfy({ (1...1 << 16).contains($0) }) else {
                throw UnsupportedFeature.argument("output_size")
            }
            return [
                .value(
                    try network.translation.layer(
                        AdaptivePooling(outputSize: size), named: call.name, [input]))
            ]
        }
    }

    static let adaptiveAveragePooling1d = ATenOperator(
        "adaptive_avg_pool1d(self, output_size)", kind: .pooling
    ) {
        call, network in
        guard try call.integers("output_size") == [1] else {
            throw UnsupportedFeature.argument("output_size")
        }
        let axis = network.translation.integers([-1])
        return [.value(try network.emit("ReduceMean", call, [try call.tensor("self"), axis]))]
    }

    /// Windows of one size, where the output divides the input.
    static let adaptiveMaximumPooling = ATenOperator("adaptive_max_pool2d(self, output_size)", kind: .pooling)
    {
        call, network in
        let input = try picture(call, 2)
        let size = try call.integers("output_size", count: 2, 1)
        let extents = Array(try call.dimensions("self").suffix(2))
        guard size.allSatisfy({ $0 > 0 }), zip(extents, size).allSatisfy({ $0 > 0 && $0.isMultiple(of: $1) })
        else { throw UnsupportedFeature.argument("output_size") }
        if size == [1, 1] { return [.value(try network.emit("GlobalMaxPool", call, [input]))] }
        let kernel = zip(extents, size).map { $0 / $1 }
        return [
            .value(
                try network.emit(
                    "MaxPool", call, [input],
                    [.integers("kernel_shape", kernel), .integers("strides", kernel)]))
        ]
    }
}
