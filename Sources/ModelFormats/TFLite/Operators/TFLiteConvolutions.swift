import NeuralNetwork

extension TFLiteOperators {
    /// Weights are outputs × rows × columns × inputs of a group.
    static let convolution = TFLiteOperator(
        "CONV_2D", inputs: 2...3, options: 1, activation: 3, kind: .convolution
    ) { call, importer in
        let input = try importer.channelsFirst(call.input(0), call)
        let weights = try call.dimensions(1)
        guard let extents = input.dimensions, weights.count == 4, weights[3] > 0,
            extents[1].isMultiple(of: weights[3]), extents[1] > 0
        else { throw UnsupportedFeature.uncomputedInputs }
        let kernel = try importer.emit(
            "Transpose", call, [call.input(1).value], [.integers("perm", [0, 3, 1, 2])], part: "weights")
        let attributes =
            try window(call) + [
                .integers("dilations", [try call.integer(5, 1), try call.integer(4, 1)]),
                .integer("group", extents[1] / weights[3]),
            ]
        let sum = try importer.emit(
            "Conv", call, [input, kernel, call.optional(2)?.value], attributes)
        return [TFLiteValue(value: sum, isChannelsFirst: true)]
    }

    /// Weights are 1 × rows × columns × outputs.
    static let depthwiseConvolution = TFLiteOperator(
        "DEPTHWISE_CONV_2D", inputs: 2...3, options: 2, activation: 4, kind: .convolution
    ) { call, importer in
        let input = try importer.channelsFirst(call.input(0), call)
        guard let extents = input.dimensions, try call.dimensions(1).count == 4 else {
            throw UnsupportedFeature.uncomputedInputs
        }
        let kernel = try importer.emit(
            "Transpose", call, [call.input(1).value], [.integers("perm", [3, 0, 1, 2])], part: "weights")
        let attributes =
            try window(call) + [
                .integers("dilations", [try call.integer(6, 1), try call.integer(5, 1)]),
                .integer("group", extents[1]),
            ]
        let sum = try importer.emit(
            "Conv", call, [input, kernel, call.optional(2)?.value], attributes)
        return [TFLiteValue(value: sum, isChannelsFirst: true)]
    }

    /// The inputs are the output's extents, weights of outputs × rows × columns × inputs, the picture, and a bias.
    static let transposedConvolution = TFLiteOperator(
        "TRANSPOSE_CONV", inputs: 3...4, options: 49, activation: 3, kind: .convolution
    ) { call, importer in
        let size = try call.integers(0)
        let weights = try call.dimensions(1)
        let input = try importer.channelsFirst(call.input(2), call)
        guard let extents = input.dimensions, size.count == 4, weights.count == 4 else {
            throw UnsupportedFeature.uncomputedInputs
        }
        let strides = [try call.integer(2), try call.integer(1)]
        var (starts, ends, extra) = ([0, 0], [0, 0], [0, 0])
        for axis in 0..<2 {
            let limit = ONNXOperators.extentLimit
            guard (1...limit).contains(strides[axis]), (1...limit).contains(size[axis + 1]),
                (1...limit).contains(weights[axis + 1])
            else { throw UnsupportedFeature.uncomputedInputs }
            let whole = strides[axis] * (extents[axis + 2] - 1) + weights[axis + 1]
            let surplus = whole - size[axis + 1]
            let isSame = try call.choice(0) == 0
            starts[axis] = isSame ? max(surplus, 0) / 2 : 0
            ends[axis] = max(surplus, 0) - starts[axis]
            extra[axis] = max(-surplus, 0)
        }
        let kernel = try importer.emit(
            "Transpose", call, [call.input(1).value], [.integers("perm", [3, 0, 1, 2])], part: "weights")
        let sum = try importer.emit(
            "ConvTranspose", call, [input, kernel, call.optional(3)?.value],
            [
                .integers("strides", strides), .integers("pads", starts + ends),
                .integers("output_padding", extra),
            ])
        return [TFLiteValue(value: sum, isChannelsFirst: true)]
    }

    static let averagePooling = pooling("AVERAGE_POOL_2D", "AveragePool", keepsValues: false)
    static let maximumPooling = pooling("MAX_POOL_2D", "MaxPool", keepsValues: true)

    private static func pooling(
        _ name: String, _ operation: String, keepsValues: Bool
    ) -> TFLiteOperator {
        TFLiteOperator(
            name, inputs: 1...1, options: 5, activation: 5, kind: .pooling, keepsValues: keepsValues
        ) { call, importer in
            let input = try importer.channelsFirst(call.input(0), call)
            let kernel = [try call.integer(4), try call.integer(3)]
            let pooled = try importer.emit(
                operation, call, [input], window(call) + [.integers("kernel_shape", kernel)])
            return [TFLiteValue(value: pooled, isChannelsFirst: true)]
        }
    }

    /// The first fields of the options are the padding, and the strides along columns and rows.
    private static func window(_ call: TFLiteCall) throws -> [Onnx_AttributeProto] {
        let padding = try call.choice(0)
        guard (0...1).contains(padding) else { throw UnsupportedFeature.attribute("padding", opset: nil) }
        return [
            .text("auto_pad", padding == 0 ? "SAME_UPPER" : "VALID"),
            .integers("strides", [try call.integer(2), try call.integer(1)]),
        ]
    }
}
