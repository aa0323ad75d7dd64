import NeuralNetwork
import Tensors
import Words

extension KerasImporter {
    static let convolutions: [String: Build] = {
        var layers: [String: Build] = [:]
        for (rank, suffix) in [(1, "1D"), (2, "2D"), (3, "3D")] {
            layers["Conv" + suffix] = one { try $0.addConvolution($1, $2, rank: rank) }
            layers["DepthwiseConv" + suffix] = one { try $0.addDepthwiseConvolution($1, $2, rank: rank) }
            layers["SeparableConv" + suffix] = one { try $0.addSeparableConvolution($1, $2, rank: rank) }
            layers["Conv\(suffix)Transpose"] = one { try $0.addTransposedConvolution($1, $2, rank: rank) }
            layers["Convolution" + suffix] = layers["Conv" + suffix]
            layers["SeparableConvolution" + suffix] = layers["SeparableConv" + suffix]
            layers["Convolution\(suffix)Transpose"] = layers["Conv\(suffix)Transpose"]
        }
        return layers
    }()

    func addConvolution(_ call: KerasCall, _ inputs: [Int], rank: Int) throws -> Int {
        let input = try channels(call, inputs, rank: rank)
        let filters = try call.settings.integer("filters")
        let groups = try call.settings.integer("groups", default: 1)
        guard groups > 0, input % groups == 0 else { throw call.settings.fault("groups") }
        return try addConvolution(
            call, inputs, rank: rank, kernelChannels: [input / groups, filters], outputs: filters,
            groups: groups
        ) { $0.kerasKernelTransposed() }
    }

    func addDepthwiseConvolution(_ call: KerasCall, _ inputs: [Int], rank: Int) throws -> Int {
        let input = try channels(call, inputs, rank: rank)
        let multiplier = try call.settings.integer("depth_multiplier", default: 1)
        let (outputs, overflow) = input.multipliedReportingOverflow(by: multiplier)
        guard multiplier > 0, !overflow else { throw call.settings.fault("depth_multiplier") }
        return try addConvolution(
            call, inputs, rank: rank, kernelChannels: [input, multiplier], outputs: outputs, groups: input
        ) { $0.kerasDepthwiseTransposed() }
    }

    /// - Parameters:
    ///   - kernelChannels: the kernel's last two axes.
    ///   - transposed: the kernel in the order of ``Convolution/weights``.
    private func addConvolution(
        _ call: KerasCall, _ inputs: [Int], rank: Int, kernelChannels: [Int], outputs: Int, groups: Int,
        transposed: (Tensor) -> Tensor
    ) throws -> Int {
        let kernelSize = try call.settings.extents("kernel_size", count: rank)
        let hasBias = try call.settings.bool("use_bias", default: true)
        let arrays =
            [KerasArray("kernel", kernelSize + kernelChannels)]
            + (hasBias ? [KerasArray("bias", [outputs])] : [])
        let tensors = try tensors(call, arrays)
        let window = try window(call, kernelSize: kernelSize, rank: rank)
        let weights = transposed(tensors[0])
        return try addActivated(call, inputs) { activation in
            Convolution(
                weights: weights, bias: hasBias ? tensors[1] : nil, window: window, groups: groups,
                activation: activation)
        }
    }

    /// A depthwise convolution under `NAME/depthwise`, then one of 1×1 with the bias and the activation under `NAME`.
    func addSeparableConvolution(_ call: KerasCall, _ inputs: [Int], rank: Int) throws -> Int {
        let input = try channels(call, inputs, rank: rank)
        let kernelSize = try call.settings.extents("kernel_size", count: rank)
        let filters = try call.settings.integer("filters")
        let multiplier = try call.settings.integer("depth_multiplier", default: 1)
        let (hidden, overflow) = input.multipliedReportingOverflow(by: multiplier)
        guard multiplier > 0, !overflow else { throw call.settings.fault("depth_multiplier") }
        let hasBias = try call.settings.bool("use_bias", default: true)
        let ones = [Int](repeating: 1, count: rank)
        let arrays =
            [
                KerasArray("depthwise_kernel", kernelSize + [input, multiplier]),
                KerasArray("pointwise_kernel", ones + [hidden, filters]),
            ] + (hasBias ? [KerasArray("bias", [filters])] : [])
        let tensors = try tensors(call, arrays)
        let depthwise = try add(
            call.name + "/depthwise",
            Convolution(
                weights: tensors[0].kerasDepthwiseTransposed(),
                window: try window(call, kernelSize: kernelSize, rank: rank), groups: input), inputs)
        let weights = tensors[1].kerasKernelTransposed()
        return try addActivated(call, [depthwise]) { activation in
            Convolution(
                weights: weights, bias: hasBias ? tensors[2] : nil, window: Window(ones),
                activation: activation)
        }
    }

    /// Kernel extents × outputs × inputs; the output has stride times the input's extent where nothing else is said.
    func addTransposedConvolution(_ call: KerasCall, _ inputs: [Int], rank: Int) throws -> Int {
        let input = try channels(call, inputs, rank: rank)
        let settings = call.settings
        let kernelSize = try settings.extents("kernel_size", count: rank)
        let filters = try settings.integer("filters")
        let groups = try settings.integer("groups", default: 1)
        guard groups == 1 else { return try unsupported(call, inputs, .setting("groups")) }
        let hasBias = try settings.bool("use_bias", default: true)
        let arrays =
            [KerasArray("kernel", kernelSize + [filters, input])]
            + (hasBias ? [KerasArray("bias", [filters])] : [])
        let tensors = try tensors(call, arrays)
        let window = try window(call, kernelSize: kernelSize, rank: rank)
        let added =
            settings["output_padding"] == nil ? nil : try settings.extents("output_padding", count: rank)
        let extents = shape(inputs[0]).dimensions.dropFirst()
        let size = try extents.enumerated().map { axis, extent in
            let (stride, dilation) = (window.stride[axis], window.dilation[axis])
            guard (1...4096).contains(kernelSize[axis]), (1...4096).contains(stride),
                (1...4096).contains(dilation)
            else { throw settings.fault("kernel_size") }
            let reach = (kernelSize[axis] - 1) * dilation + 1
            if let added {
                guard (0...4096).contains(added[axis]) else { throw settings.fault("output_padding") }
                let cut = window.padding == .same ? reach / 2 * 2 : 0
                return (extent - 1) * stride + reach - cut + added[axis]
            }
            return extent * stride + (window.padding == .same ? 0 : max(reach - stride, 0))
        }
        let operation = TransposedConvolution(
            weights: tensors[0].kerasKernelTransposed(), bias: hasBias ? tensors[1] : nil, window: window,
            outputPadding: size.map { _ in 0 }, outputSize: size)
        return try addActivated(call, inputs, operation)
    }

    /// On one axis a matrix product; on several it is applied at every position, which is a convolution of extent 1.
    func addDense(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        let units = try call.settings.integer("units")
        let hasBias = try call.settings.bool("use_bias", default: true)
        let shape = shape(input)
        guard (1...4).contains(shape.rank) else {
            return try unsupported(call, inputs, .axes(shape.rank + 1))
        }
        let features = layout.isChannelsFirst ? shape[shape.rank - 1] : shape[0]
        let arrays =
            [KerasArray("kernel", [features, units])] + (hasBias ? [KerasArray("bias", [units])] : [])
        let tensors = try tensors(call, arrays)
        let bias = hasBias ? tensors[1] : nil
        guard shape.rank > 1 else {
            return try addActivated(call, inputs) { activation in
                Dense(weights: tensors[0], order: .inputsByOutputs, bias: bias, activation: activation)
            }
        }
        if layout.isChannelsFirst {
            let product = MatrixMultiplication(right: tensors[0])
            let sum: any Operator =
                bias.map {
                    Composite(
                        [product, ElementwiseArithmetic(.add, constant: $0)], kind: .dense,
                        summary: .like(product.summary))
                } ?? product
            return try addActivated(call, inputs, sum)
        }
        let ones = [Int](repeating: 1, count: shape.rank - 1)
        let weights = tensors[0].reshaped(Shape(ones + tensors[0].shape.dimensions)).kerasKernelTransposed()
        return try addActivated(call, inputs) { activation in
            Convolution(weights: weights, bias: bias, window: Window(ones), activation: activation)
        }
    }

    func window(_ call: KerasCall, kernelSize: [Int], rank: Int) throws(KerasError) -> Window {
        let settings = call.settings
        let dilation = try settings.extents("dilation_rate", count: rank, default: 1)
        let stride = try settings.extents("strides", count: rank, default: 1)
        let padding: Window.Padding
        switch try settings.text("padding", default: "valid").lowercased() {
        case "valid": padding = .none
        case "same": padding = .same
        case "causal" where rank == 1:
            let (reach, overflow) = dilation[0].multipliedReportingOverflow(by: kernelSize[0] - 1)
            guard !overflow else { throw settings.fault("dilation_rate") }
            padding = .explicit(before: [reach], after: [0])
        default: throw settings.fault("padding")
        }
        return Window(kernelSize, stride: stride, dilation: dilation, padding: padding)
    }
}
