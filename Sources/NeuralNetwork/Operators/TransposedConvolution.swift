import Tensors

/// A transposed convolution (also called deconvolution): the gradient of a convolution with respect to its input, as a
/// layer that enlarges N×C×…, over one to three spatial axes.
///
/// Output extent: stride·(input − 1) + outputPadding + dilation·(kernel − 1) + 1 − before − after.
public struct TransposedConvolution: Operator {
    /// inputChannels × outputChannels/groups × kernel extents.
    public let weights: Tensor
    /// One value for each output channel, or nil.
    public let bias: Tensor?
    /// Its padding is taken away from the output. `same` and `sameLower` make the output stride times the input.
    public let window: Window
    public let groups: Int
    /// Extra elements at the end of each axis.
    public let outputPadding: [Int]
    /// The output's spatial extents where they are given instead of the padding.
    public let outputSize: [Int]?

    public init(
        weights: Tensor, bias: Tensor? = nil, window: Window, groups: Int = 1, outputPadding: [Int],
        outputSize: [Int]? = nil
    ) {
        self.weights = weights
        self.bias = bias
        self.window = window
        self.groups = groups
        self.outputPadding = outputPadding
        self.outputSize = outputSize
    }

    public var kind: LayerKind { .convolution }
    public var summary: String { "Transposed convolution \(window.summary)" }
    public var parameters: [Tensor] { [weights] + (bias.map { [$0] } ?? []) }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let axes = window.kernelSize.count
        let input = try inputs.single(rank: axes + 2)
        guard (1...3).contains(axes), weights.shape.rank == axes + 2 else {
            throw .rank(expected: axes + 2, found: weights.shape)
        }
        guard groups >= 1, input[1] % groups == 0 else { throw .badSetting("groups", value: groups) }
        guard weights.shape[0] == input[1] else {
            throw .extent(axis: "channels", expected: weights.shape[0], found: input[1])
        }
        let channels = weights.shape[1] * groups
        if let bias, bias.count != channels {
            throw .extent(axis: "bias values", expected: channels, found: bias.count)
        }
        return Shape([input[0], channels] + (try placement(Array(input.dimensions.dropFirst(2))).output))
    }

    /// What is cut off before the first output along each axis, and the output's extents.
    private func placement(_ size: [Int]) throws(ShapeError) -> (before: [Int], output: [Int]) {
        let limit = 1 << 20
        for (name, values) in [("stride", window.stride), ("dilation", window.dilation)] {
            for value in values where value < 1 || value > limit { throw .badSetting(name, value: value) }
        }
        var before: [Int] = []
        var output: [Int] = []
        for axis in size.indices {
            guard size[axis] >= 1, size[axis] <= limit else { throw .badSetting("input", value: size[axis]) }
            let whole =
                window.stride[axis] * (size[axis] - 1) + outputPadding[axis]
                + window.dilation[axis] * (window.kernelSize[axis] - 1) + 1
            var wanted = outputSize?[axis]
            var cut = 0
            switch window.padding {
            case .same, .sameLower: wanted = wanted ?? size[axis] * window.stride[axis]
            case .explicit(let starts, let ends):
                cut = starts.isEmpty ? 0 : starts[axis]
                if wanted == nil { output.append(whole - cut - (ends.isEmpty ? 0 : ends[axis])) }
            }
            if let wanted {
                let total = max(whole - wanted, 0)
                cut = window.padding == .same ? total / 2 : total - total / 2
                output.append(wanted)
            }
            before.append(cut)
            guard output[axis] >= 1 else {
                throw .windowTooLarge(window: window.kernelSize, input: Shape(size))
            }
        }
        return (before, output)
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let input = inputs[0].shape
        let output = checked(try outputShape(of: [input]))
        let (before, _) = checked(try placement(Array(input.dimensions.dropFirst(2))))
        let taps = TransposedTaps(self, input: input, output: output, before: before)
        let (weights, bias) = (weights, bias)
        return try PlainKernel(
            inputs: [input], output: output, in: context,
            compute: { inputs, result in
                result.update(repeating: 0)
                if let bias {
                    let plane = output.dimensions.dropFirst(2).reduce(1, *)
                    for position in result.indices { result[position] = bias[position / plane % bias.count] }
                }
                weights.withUnsafeBufferPointer { weights in
                    taps.forEach { source, weight, target in
                        result[target] += inputs[0][source] * weights[weight]
                    }
                }
            },
            differentiate: { backward in
                backward.target.update(repeating: 0)
                weights.withUnsafeBufferPointer { weights in
                    taps.forEach { source, weight, target in
                        backward.target[source] += backward.gradient[target] * weights[weight]
                    }
                }
            })
    }
}

/// Which element of the input meets which weight at which element of the output.
private struct TransposedTaps: Sendable {
    private let items, groups, inputsPerGroup, outputsPerGroup: Int
    /// Depth, rows and columns; missing axes have extent 1.
    private let input, output, kernel, stride, dilation, before: [Int]

    init(_ operation: TransposedConvolution, input: Shape, output: Shape, before: [Int]) {
        func three(_ values: [Int], _ fill: Int) -> [Int] {
            [Int](repeating: fill, count: 3 - values.count) + values
        }
        items = input[0]
        groups = operation.groups
        inputsPerGroup = input[1] / operation.groups
        outputsPerGroup = output[1] / operation.groups
        self.input = three(Array(input.dimensions.dropFirst(2)), 1)
        self.output = three(Array(output.dimensions.dropFirst(2)), 1)
        kernel = three(operation.window.kernelSize, 1)
        stride = three(operation.window.stride, 1)
        dilation = three(operation.window.dilation, 1)
        self.before = three(before, 0)
    }

    @inline(__always)
    func forEach(_ body: (_ source: Int, _ weight: Int, _ target: Int) -> Void) {
        let inputPlane = input.reduce(1, *)
        let outputPlane = output.reduce(1, *)
        let window = kernel.reduce(1, *)
        for item in 0..<items {
            for channel in 0..<groups * inputsPerGroup {
                let source = (item * groups * inputsPerGroup + channel) * inputPlane
                let group = channel / inputsPerGroup
                for part in 0..<outputsPerGroup {
                    let weight = (channel * outputsPerGroup + part) * window
                    let target = ((item * groups + group) * outputsPerGroup + part) * outputPlane
                    plane { body(source + $0, weight + $1, target + $2) }
                }
            }
        }
    }

    @inline(__always)
    private func plane(_ body: (Int, Int, Int) -> Void) {
        for z in 0..<input[0] {
            for c in 0..<kernel[0] {
                let depth = z * stride[0] + c * dilation[0] - before[0]
                guard depth >= 0, depth < output[0] else { continue }
                for y in 0..<input[1] {
                    for b in 0..<kernel[1] {
                        let row = y * stride[1] + b * dilation[1] - before[1]
                        guard row >= 0, row < output[1] else { continue }
                        for x in 0..<input[2] {
                            for a in 0..<kernel[2] {
                                let column = x * stride[2] + a * dilation[2] - before[2]
                                guard column >= 0, column < output[2] else { continue }
                                body(
                                    (z * input[1] + y) * input[2] + x,
                                    (c * kernel[1] + b) * kernel[2] + a,
                                    (depth * output[1] + row) * output[2] + column)
                            }
                        }
                    }
                }
            }
        }
    }
}
