import Tensors
import Words

/// A transposed convolution (also called deconvolution): the gradient of a convolution with respect to its input, as a
/// layer that enlarges N×C×…, over one to three spatial axes.
///
/// Output extent: stride·(input − 1) + outputPadding + dilation·(kernel − 1) + 1 − before − after.
public struct TransposedConvolution: Unfused, Unnarrowed {
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
    public var summary: Words { "Transposed convolution \(window.summary)" }
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
        guard window.kernelSize == Array(weights.shape.dimensions.dropFirst(2)) else {
            throw .badSetting("kernel size", value: window.kernelSize.first ?? 0)
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
        let settings: [(name: Words, values: [Int])] = [
            ("stride", window.stride), ("dilation", window.dilation),
        ]
        for (name, values) in settings {
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
            for cut in [cut, whole - cut - output[axis]] where cut > limit {
                throw .badSetting("padding", value: cut)
            }
            if cut < 0 { throw .badSetting("padding", value: cut) }
        }
        return (before, output)
    }

    public func productCount(of inputs: [Shape], output: Shape) -> Int {
        inputs[0].count * weights.count / max(1, weights.shape[0])
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        guard inputs[0].rank == 4, window.stride == [1, 1],
            let (before, _) = try? placement([inputs[0][2], inputs[0][3]])
        else { return .unknown }
        let axes = (0..<2).map { axis in
            let reach = window.dilation[axis] * (window.kernelSize[axis] - 1)
            return ReceptiveField.Axis(first: before[axis] - reach, extent: reach + 1)
        }
        return .part(rows: axes[0], columns: axes[1])
    }

    public var deepLIFTRule: DeepLIFTRule { .derivative }

    public var learning: Learning? {
        Learning(parameters: parameters) { (inputs, context) throws(EngineError) in
            let kernel = try makeKernel(for: inputs, in: context.compute)
            guard let direct = kernel as? TransposedConvolutionKernel else {
                // The kernel does not reach all of the output: a part of it is computed, and the rest is filled up.
                return try CompositeLearning(parts(over: inputs[0].shape), inputs: inputs, in: context)
            }
            return try TransposedConvolutionLearning(
                self, direct, input: inputs[0].shape, in: context.compute)
        }
    }

    public var randomization: ((RandomWeights) -> any Operator)? {
        { random in
            TransposedConvolution(
                weights: random.like(weights), bias: bias.map { random.like($0, 1) }, window: window,
                groups: groups, outputPadding: outputPadding, outputSize: outputSize)
        }
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let input = inputs[0].shape
        let output = checked(try outputShape(of: [input]))
        let axes = axes(over: input)
        var inner = window
        inner.padding = .explicit(before: axes.map(\.before), after: axes.map(\.after))
        guard axes.contains(where: { $0.positions != nil }) else {
            return try TransposedConvolutionKernel(
                gradientOf: Convolution(weights: weights, window: inner, groups: groups), output: output,
                bias: bias, in: context)
        }
        return try Composite(parts(over: input), kind: kind, summary: .like(summary))
            .makeKernel(for: inputs, in: context)
    }

    /// How the kernel reaches along each axis of an input.
    private func axes(over input: Shape) -> [TransposedAxis] {
        let output = checked(try outputShape(of: [input]))
        let size = Array(input.dimensions.dropFirst(2))
        let before = checked(try placement(size)).before
        return size.indices.map { axis in
            TransposedAxis(
                reach: window.stride[axis] * (size[axis] - 1) + window.dilation[axis]
                    * (window.kernelSize[axis] - 1) + 1,
                stride: window.stride[axis], before: before[axis], output: output[axis + 2])
        }
    }

    /// The part of the output that the kernel reaches, its place in the whole, and the bias.
    private func parts(over input: Shape) -> [any Operator] {
        let axes = axes(over: input)
        var inner = window
        inner.padding = .explicit(before: axes.map(\.before), after: axes.map(\.after))
        let computed = TransposedConvolution(
            weights: weights, window: inner, groups: groups, outputPadding: axes.map(\.outputPadding))
        var parts: [any Operator] = [
            computed, Gather([nil, nil] + axes.map(\.positions), summary: .like(summary)),
        ]
        if let bias {
            let shape = Shape([bias.count] + axes.map { _ in 1 })
            parts.append(ElementwiseArithmetic(.add, constant: bias.reshaped(shape)))
        }
        return parts
    }
}

/// The part of an axis that a convolution computes as its gradient, which ends less than a stride behind what the kernel
/// reaches.
private struct TransposedAxis {
    /// What is cut off before the first element, and after the last.
    let before, after: Int
    /// Elements behind those that the kernel reaches.
    let outputPadding: Int
    /// Where the output's elements lie in that part, −1 for those that the kernel does not reach; nil where they are the same.
    let positions: [Int]?

    /// - Parameters:
    ///   - reach: elements that the kernel reaches, those included that are cut off.
    ///   - output: the axis's extent.
    init(reach: Int, stride: Int, before: Int, output: Int) {
        let reached = reach - before
        if output - reached < stride {
            self.before = before
            after = max(reached - output, 0)
            outputPadding = max(output - reached, 0)
            positions = nil
        } else {
            // Where nothing is reached, the last element stands for a part that is not read.
            self.before = min(before, reach - 1)
            after = 0
            outputPadding = 0
            positions = (0..<output).map { $0 < reached ? $0 : -1 }
        }
    }
}
