import NeuralNetwork
import Tensors

extension ONNXOperators {
    static let convolutions: [String: Builder] = [
        "Conv": convolution,
        "ConvTranspose": transposedConvolution,
    ]

    private static let convolution: Builder = { node, importer in
        let (input, shape) = try node.variable(0)
        let weights = try weights(node, shape, channelsAxis: 1)
        let groups = try groups(node)
        let bias = try node.input(2).map { _ in try node.perChannel(2, "bias", weights.shape[0]) }
        let kernel = Array(weights.shape.dimensions.dropFirst(2))
        let operation = Convolution(
            weights: weights, bias: bias, window: try window(node, kernel), groups: groups)
        return [try importer.layer(node, operation, input)]
    }

    private static let transposedConvolution: Builder = { node, importer in
        let (input, shape) = try node.variable(0)
        let weights = try weights(node, shape, channelsAxis: 0)
        let groups = try groups(node)
        let kernel = Array(weights.shape.dimensions.dropFirst(2))
        let bias = try node.input(2).map { _ in try node.perChannel(2, "bias", weights.shape[1] * groups) }
        let extra = try node.ints("output_padding", count: kernel.count, in: 0...extentLimit)
        let size = try node.ints("output_shape", count: kernel.count, in: 1...extentLimit)
        let operation = TransposedConvolution(
            weights: weights, bias: bias, window: try window(node, kernel), groups: groups,
            outputPadding: extra ?? kernel.map { _ in 0 }, outputSize: size)
        return [try importer.layer(node, operation, input)]
    }

    /// Kernels whose spatial axes are those of the input.
    private static func weights(_ node: ONNXNode, _ input: Shape, channelsAxis: Int) throws -> Tensor {
        let weights = try node.constant(1)
        guard (3...5).contains(input.rank) else {
            throw UnsupportedFeature("it has \(input.rank - 2) spatial axes, and 1 to 3 are supported")
        }
        guard weights.dimensions.count == input.rank else {
            throw node.fault(
                input: "weights", expected: "\(input.rank) axes", found: "\(Shape(weights.dimensions))")
        }
        guard weights.count > 0 else {
            throw node.fault(
                input: "weights", expected: "at least one value", found: "\(Shape(weights.dimensions))")
        }
        if let kernel = node.ints("kernel_shape"), kernel != Array(weights.dimensions.dropFirst(2)) {
            throw node.fault(
                "kernel_shape", expected: "\(Array(weights.dimensions.dropFirst(2)))", found: "\(kernel)")
        }
        let groups = try groups(node)
        let (channels, overflow) = (channelsAxis == 1 ? weights.dimensions[1] : weights.dimensions[0])
            .multipliedReportingOverflow(by: channelsAxis == 1 ? groups : 1)
        guard !overflow, channels == input[1] else {
            throw node.fault(
                input: "weights", expected: "\(input[1]) channels", found: "\(Shape(weights.dimensions))")
        }
        guard weights.dimensions[0] % groups == 0 else {
            throw node.fault("group", expected: "a divisor of \(weights.dimensions[0])", found: "\(groups)")
        }
        return weights.tensor
    }

    private static func groups(_ node: ONNXNode) throws -> Int {
        let groups = node.int("group", 1)
        guard (1...extentLimit).contains(groups) else {
            throw node.fault("group", expected: "1 or more", found: "\(groups)")
        }
        return groups
    }

    /// The largest kernel, stride, dilation and padding that a file may ask for.
    static let extentLimit = 1 << 20

    /// The window of a convolution or pooling, whose padding ONNX gives as all starts and then all ends.
    static func window(_ node: ONNXNode, _ kernel: [Int]) throws -> Window {
        for extent in kernel where !(1...extentLimit).contains(extent) {
            throw node.fault("kernel_shape", expected: "1 to \(extentLimit)", found: "\(extent)")
        }
        let axes = kernel.count
        let stride = try node.ints("strides", count: axes, in: 1...extentLimit)
        let dilation = try node.ints("dilations", count: axes, in: 1...extentLimit)
        let padding: Window.Padding
        switch node.string("auto_pad", "NOTSET") {
        case "SAME_UPPER": padding = .same
        case "SAME_LOWER": padding = .sameLower
        case "VALID": padding = .none
        case "NOTSET", "":
            let pads = try node.ints("pads", count: axes * 2, in: 0...extentLimit)
            padding = pads.map { .explicit(before: Array($0[..<axes]), after: Array($0[axes...])) } ?? .none
        case let other:
            throw node.fault(
                "auto_pad", expected: "NOTSET, SAME_UPPER, SAME_LOWER or VALID", found: other)
        }
        let ceiling = node.int("ceil_mode", 0) != 0
        return Window(kernel, stride: stride, dilation: dilation, padding: padding, ceilMode: ceiling)
    }
}
