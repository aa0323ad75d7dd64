import NeuralNetwork

/// Functions of all elements along the last axis, which are the channels.
extension TFLiteOperators {
    static let softmax = TFLiteOperator("SOFTMAX", inputs: 1...1, options: 9, kind: .activation) {
        call, importer in
        let input = call.input(0)
        let beta = try call.float(0)
        var value = input.value
        if beta != 1 {
            value = try importer.emit(
                "Mul", call, [value, importer.translation.float(beta)], part: "scaled")
        }
        let result = try importer.emit("Softmax", call, [value], [.integer("axis", axis(input))])
        return [TFLiteValue(value: result, isChannelsFirst: input.isChannelsFirst)]
    }

    static let logSoftmax = alongChannels("LOG_SOFTMAX", "LogSoftmax", kind: .activation)
    /// x / ‖x‖
    static let l2Normalization = alongChannels("L2_NORMALIZATION", "LpNormalization", kind: .normalization)

    private static func alongChannels(
        _ name: String, _ operation: String, kind: LayerKind
    ) -> TFLiteOperator {
        TFLiteOperator(name, inputs: 1...1, kind: kind) { call, importer in
            let input = call.input(0)
            let result = try importer.emit(
                operation, call, [input.value], [.integer("axis", axis(input))])
            return [TFLiteValue(value: result, isChannelsFirst: input.isChannelsFirst)]
        }
    }

    private static func axis(_ input: TFLiteValue) -> Int { input.isChannelsFirst ? 1 : -1 }

    /// x / (bias + alpha·Σx²)^beta over the channels up to `radius` away; ONNX's alpha is for the mean.
    static let localResponseNormalization = TFLiteOperator(
        "LOCAL_RESPONSE_NORMALIZATION", inputs: 1...1, options: 13, kind: .normalization
    ) { call, importer in
        let input = try importer.channelsFirst(call.input(0), call)
        let radius = try call.integer(0)
        guard (0...1 << 16).contains(radius) else { throw UnsupportedFeature.attribute("radius", opset: nil) }
        let size = 2 * radius + 1
        let result = try importer.emit(
            "LRN", call, [input],
            [
                .integer("size", size), .float("bias", try call.float(1)),
                .float("alpha", try call.float(2) * Float(size)), .float("beta", try call.float(3)),
            ])
        return [TFLiteValue(value: result, isChannelsFirst: true)]
    }

    // MARK: Reductions

    static let reductions: [TFLiteOperator] = [
        reduction("MEAN", "ReduceMean"), reduction("SUM", "ReduceSum"),
        reduction("REDUCE_MAX", "ReduceMax"), reduction("REDUCE_MIN", "ReduceMin"),
        reduction("REDUCE_PROD", "ReduceProd"),
    ]

    private static func reduction(_ name: String, _ operation: String) -> TFLiteOperator {
        TFLiteOperator(name, inputs: 2...2, options: 27, kind: .pooling) { call, importer in
            let input = call.input(0)
            var axes = Set(try call.axes(call.integers(1), of: 0))
            let keeps = try call.flag(0)
            // Without its axes, a picture has the order of the file where the channels go or stand alone.
            let isFirst = input.isChannelsFirst && (keeps || axes.contains(3) || axes.isSuperset(of: [1, 2]))
            let value = isFirst ? input.value : try importer.asWritten(input, call)
            if isFirst { axes = Set(axes.map { TFLiteOperators.placeInChannelsFirst[$0] }) }
            let result = try importer.emit(
                operation, call, [value, importer.translation.integers(axes.sorted())],
                [.flag("keepdims", keeps), .flag("noop_with_empty_axes", true)])
            return [TFLiteValue(value: result, isChannelsFirst: isFirst && keeps)]
        }
    }

    /// Where the axes of N×H×W×C are in N×C×H×W.
    static let placeInChannelsFirst = [0, 2, 3, 1]

    static let argMax = position("ARG_MAX", "ArgMax")
    static let argMin = position("ARG_MIN", "ArgMin")

    private static func position(_ name: String, _ operation: String) -> TFLiteOperator {
        TFLiteOperator(name, inputs: 2...2, kind: .pooling) { call, importer in
            guard let axis = try call.axes(call.integers(1), of: 0).first else {
                throw UnsupportedFeature.attribute("axis", opset: nil)
            }
            let value = try importer.asWritten(call.input(0), call)
            let result = try importer.emit(
                operation, call, [value], [.integer("axis", axis), .flag("keepdims", false)])
            return [TFLiteValue(value: result)]
        }
    }
}
