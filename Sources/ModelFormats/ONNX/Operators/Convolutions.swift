import NeuralNetwork
import Tensors
import Words

extension ONNXOperators {
    static let convolution = ONNXOperator(
        "Conv", opsets: 1..., inputs: 2...3,
        attributes: windowAttributes + [
            // A convolution's kernel has the extents of its weights, which these have to repeat.
            .integers("kernel_shape", in: .min ... .max), .integers("dilations", in: 1...extentLimit),
            .integer("group", 1, in: 1...extentLimit),
        ],
        kind: .convolution, version: 22,
        limits: "more than 3 spatial axes; weights that depend on the picture", fold: nil
    ) { node, importer in
        let (input, shape) = try node.variable(0)
        let weights = try weights(node, shape, channelsAxis: 1)
        let bias = try node.input(2).map { _ in try node.perChannel(2, "bias", weights.shape[0]) }
        let kernel = Array(weights.shape.dimensions.dropFirst(2))
        let operation = Convolution(
            weights: weights, bias: bias, window: try window(node, kernel),
            groups: node.attributes.integer("group"))
        return [try importer.layer(node, operation, input)]
    }

    static let transposedConvolution = ONNXOperator(
        "ConvTranspose", opsets: 1..., inputs: 2...3,
        attributes: windowAttributes + [
            .integers("kernel_shape", in: .min ... .max), .integers("dilations", in: 1...extentLimit),
            .integer("group", 1, in: 1...extentLimit),
            .integers("output_padding", in: 0...extentLimit), .integers("output_shape", in: 1...extentLimit),
        ],
        kind: .convolution, version: 22,
        limits: "more than 3 spatial axes; weights that depend on the picture", fold: nil
    ) { node, importer in
        let (input, shape) = try node.variable(0)
        let weights = try weights(node, shape, channelsAxis: 0)
        let groups = node.attributes.integer("group")
        let kernel = Array(weights.shape.dimensions.dropFirst(2))
        let bias = try node.input(2).map { _ in try node.perChannel(2, "bias", weights.shape[1] * groups) }
        let extra = try node.integers("output_padding", count: kernel.count)
        let size = try node.integers("output_shape", count: kernel.count)
        let operation = TransposedConvolution(
            weights: weights, bias: bias, window: try window(node, kernel), groups: groups,
            outputPadding: extra ?? kernel.map { _ in 0 }, outputSize: size)
        return [try importer.layer(node, operation, input)]
    }

    /// Kernels with the spatial axes of the input.
    private static func weights(_ node: ONNXNode, _ input: Shape, channelsAxis: Int) throws -> Tensor {
        let weights = try node.constant(1)
        guard (3...5).contains(input.rank) else {
            throw UnsupportedFeature.spatialAxes(input.rank - 2, supported: 1...3)
        }
        let found: Words = "\(Shape(weights.dimensions))"
        guard weights.dimensions.count == input.rank else {
            throw node.fault(input: "weights", expected: .axes(input.rank), found: found)
        }
        guard weights.count > 0 else {
            throw node.fault(input: "weights", expected: .atLeastOneValue, found: found)
        }
        let kernel = Array(weights.dimensions.dropFirst(2))
        if let stated = node.attributes.integers("kernel_shape"), stated != kernel {
            throw node.fault("kernel_shape", expected: .exactly(kernel), found: "\(stated)")
        }
        let groups = node.attributes.integer("group")
        let (channels, overflow) = weights.dimensions[channelsAxis]
            .multipliedReportingOverflow(by: channelsAxis == 1 ? groups : 1)
        guard !overflow, channels == input[1] else {
            throw node.fault(input: "weights", expected: .channels(input[1]), found: found)
        }
        guard weights.dimensions[0] % groups == 0 else {
            throw node.fault("group", expected: .divisor(weights.dimensions[0]), found: "\(groups)")
        }
        return weights.tensor
    }

    // MARK: Windows

    /// How a window slides over the spatial axes.
    static let windowAttributes: [ONNXAttribute] = [
        .integers("strides", in: 1...extentLimit), .integers("pads", in: 0...extentLimit),
        .text("auto_pad", of: ["NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID", ""]),
    ]

    /// The window of a convolution or pooling; ONNX gives its padding as all starts and then all ends.
    static func window(
        _ node: ONNXNode, _ kernel: [Int], roundsUp: Bool = false
    ) throws -> Window {
        for extent in kernel where !(1...extentLimit).contains(extent) {
            throw node.fault("kernel_shape", expected: .within(1...extentLimit), found: "\(extent)")
        }
        let axes = kernel.count
        let stride = try node.integers("strides", count: axes)
        let dilation = try node.integers("dilations", count: axes)
        let padding: Window.Padding
        switch node.attributes.text("auto_pad") {
        case "SAME_UPPER": padding = .same
        case "SAME_LOWER": padding = .sameLower
        case "VALID": padding = .none
        default:
            let pads = try node.integers("pads", count: axes * 2)
            padding = pads.map { .explicit(before: Array($0[..<axes]), after: Array($0[axes...])) } ?? .none
        }
        return Window(kernel, stride: stride, dilation: dilation, padding: padding, ceilMode: roundsUp)
    }
}
