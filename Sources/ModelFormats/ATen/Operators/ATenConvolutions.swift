import NeuralNetwork

extension ATenOperators {
    static let convolutions: [ATenOperator] = (1...3).map { axes in
        ATenOperator(
            "conv\(axes)d(input, weight, bias?, stride?, padding?, dilation?, groups?)", kind: .convolution
        ) { call, network in
            try convolved(call, axes, &network)
        }
    }

    /// What the forms without an own name for each number of axes become.
    static let convolution = ATenOperator(
        "convolution(input, weight, bias?, stride, padding, dilation, transposed, output_padding, groups)",
        kind: .convolution
    ) { call, network in
        let axes = try call.rank("input") - 2
        guard (1...3).contains(axes) else {
            throw UnsupportedFeature.spatialAxes(axes, supported: 1...3)
        }
        return try call.boolean("transposed")
            ? transposed(call, axes, &network) : convolved(call, axes, &network)
    }

    /// With the padding by its name.
    static let namedPaddingConvolution = ATenOperator(
        "_convolution_mode(input, weight, bias?, stride, padding, dilation, groups)", kind: .convolution
    ) { call, network in
        let axes = try call.rank("input") - 2
        guard (1...3).contains(axes) else {
            throw UnsupportedFeature.spatialAxes(axes, supported: 1...3)
        }
        return try convolved(call, axes, &network)
    }

    static let oldConvolution = ATenOperator(
        """
        _convolution(input, weight, bias?, stride, padding, dilation, transposed, output_padding, groups, benchmark?, \
        deterministic?, cudnn_enabled?, allow_tf32?)
        """, kind: .convolution, build: convolution.build)

    static let transposedConvolutions: [ATenOperator] = (1...3).map { axes in
        ATenOperator(
            "conv_transpose\(axes)d(input, weight, bias?, stride?, padding?, output_padding?, groups?, dilation?)",
            kind: .convolution
        ) { call, network in
            try transposed(call, axes, &network)
        }
    }

    private static func convolved(
        _ call: ATenCall, _ axes: Int, _ network: inout ATenNetwork
    ) throws -> [ATenResult] {
        let input = try input(call, axes)
        var attributes: [Onnx_AttributeProto] = [
            .integers("strides", try call.integers("stride", count: axes, 1)),
            .integers("dilations", try call.integers("dilation", count: axes, 1)),
            .integer("group", try call.integer("groups", 1)),
        ]
        if call.isText("padding") {
            // PyTorch's "same" takes strides of 1 only and puts the odd element behind, as ONNX's does.
            let isSame = try call.text("padding", "valid") == "same"
            attributes.append(.text("auto_pad", isSame ? "SAME_UPPER" : "VALID"))
        } else {
            let padding = try call.integers("padding", count: axes, 0)
            attributes.append(.integers("pads", padding + padding))
        }
        let inputs = [input, try call.tensor("weight"), try call.optionalTensor("bias")]
        return [.value(try network.emit("Conv", call, inputs, attributes))]
    }

    private static func transposed(
        _ call: ATenCall, _ axes: Int, _ network: inout ATenNetwork
    ) throws -> [ATenResult] {
        let input = try input(call, axes)
        let padding = try call.integers("padding", count: axes, 0)
        let attributes: [Onnx_AttributeProto] = [
            .integers("strides", try call.integers("stride", count: axes, 1)),
            .integers("dilations", try call.integers("dilation", count: axes, 1)),
            .integers("pads", padding + padding),
            .integers("output_padding", try call.integers("output_padding", count: axes, 0)),
            .integer("group", try call.integer("groups", 1)),
        ]
        let inputs = [input, try call.tensor("weight"), try call.optionalTensor("bias")]
        return [.value(try network.emit("ConvTranspose", call, inputs, attributes))]
    }

    private static func input(_ call: ATenCall, _ axes: Int) throws -> TranslatedValue {
        guard try call.rank("input") == axes + 2 else {
            throw UnsupportedFeature.spatialAxes(try call.rank("input") - 2, supported: axes...axes)
        }
        return try call.tensor("input")
    }
}
