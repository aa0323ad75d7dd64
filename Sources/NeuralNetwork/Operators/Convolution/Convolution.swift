import Tensors
import Words

/// A convolution (cross-correlation, as every framework computes it) over one to three spatial axes, with its bias
/// and, where the source built one in, its activation.
///
/// Output: N × `weights.shape[0]` × the rows and columns of ``Window/place(over:)``.
public struct Convolution: Operator {
    /// outputChannels × inputChannels/groups × the kernel's extents (rows × columns).
    public let weights: Tensor
    /// One value for each output channel, or nil.
    public let bias: Tensor?
    public let window: Window
    /// Independent groups of channels; as many as input channels make it depthwise.
    public let groups: Int
    /// Applied to the sum, or nil.
    public let activation: Activation?

    public init(
        weights: Tensor, bias: Tensor? = nil, window: Window, groups: Int = 1, activation: Activation? = nil
    ) {
        precondition((3...5).contains(weights.shape.rank), "a convolution's weights are O×I×H×W")
        self.weights = weights
        self.bias = bias
        self.window = window
        self.groups = groups
        self.activation = activation
    }

    public var inputChannels: Int { weights.shape[1] * groups }
    public var outputChannels: Int { weights.shape[0] }
    public var isDepthwise: Bool { groups > 1 && weights.shape[1] == 1 }

    public var kind: LayerKind { .convolution }

    public var summary: Words {
        let sum: Words =
            isDepthwise
            ? "Depthwise convolution \(window.summary)"
            : groups > 1
                ? "Convolution in \(groups) groups \(window.summary)" : "Convolution \(window.summary)"
        return activation.map { "\(sum), \($0.name)" } ?? sum
    }

    public var parameters: [Tensor] { [weights] + (bias.map { [$0] } ?? []) }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single(rank: weights.shape.rank)
        guard groups >= 1, outputChannels % groups == 0 else { throw .badSetting("groups", value: groups) }
        guard input[1] == inputChannels else {
            throw .extent(axis: "channels", expected: inputChannels, found: input[1])
        }
        if let bias, bias.count != outputChannels {
            throw .extent(axis: "bias values", expected: outputChannels, found: bias.count)
        }
        guard window.kernelSize == Array(weights.shape.dimensions.dropFirst(2)) else {
            throw .badSetting("kernel size", value: window.kernelSize.first ?? 0)
        }
        let size = try window.place(over: Array(input.dimensions.dropFirst(2))).outputSize
        return Shape([input[0], outputChannels] + size)
    }

    public func productCount(of inputs: [Shape], output: Shape) -> Int {
        output.count * weights.count / max(1, outputChannels)
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        .window(window, over: inputs[0])
    }

    public var builtInActivation: BuiltInActivation? {
        activation.map { BuiltInActivation(activation: $0, linear: with(activation: nil)) }
    }

    public var epilogue: Epilogue? { nil }

    /// Batch normalisation goes into the weights, an activation into the code. Where its derivative cannot be read off its
    /// output, a backward pass computes the sum again.
    public func fused(with epilogue: Epilogue) -> (any Computation)? {
        guard activation == nil else { return nil }
        switch epilogue {
        case .scaleAndShift(let factors, let shifts): return scaled(by: factors, shift: shifts)
        case .activation(let activation):
            return activation.stages == nil ? nil : with(activation: activation)
        }
    }

    public var narrowing: Narrowing {
        .window(window) { window in
            Convolution(
                weights: weights, bias: bias, window: window, groups: groups, activation: activation)
        }
    }

    public var learning: Learning? {
        if let builtInActivation { return .behind(builtInActivation, kind: kind) }
        return Learning(parameters: parameters) { (inputs, context) throws(EngineError) in
            try ConvolutionLearning(self, input: inputs[0], in: context.compute)
        }
    }

    public var rectifies: Bool { activation?.isRectifier ?? false }
    public var deepLIFTRule: DeepLIFTRule { .derivative }

    public var randomization: ((RandomWeights) -> any Operator)? {
        { random in
            Convolution(
                weights: random.like(weights), bias: bias.map { random.like($0, 1) }, window: window,
                groups: groups, activation: activation)
        }
    }

    private func with(activation: Activation?) -> Convolution {
        Convolution(weights: weights, bias: bias, window: window, groups: groups, activation: activation)
    }

    public var readsViews: Bool { true }

    /// Winograd's algorithm in 32-bit floats is the faster one where it applies.
    public func bfloat16Role(of inputs: [Shape]) -> BFloat16Role {
        let geometry = ConvolutionGeometry(self, input: inputs[0])
        return MemoryDescriptor.hasBlocks(geometry.output)
            && !WinogradConvolution.applies(to: geometry, .forward) ? .begins : .none
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        try ConvolutionKernel(self, input: inputs[0], in: context)
    }

    /// The convolution followed by a per-channel scale and shift: output·scale + shift.
    func scaled(by scale: [Float], shift: [Float]) -> Convolution {
        let perOutput = weights.count / outputChannels
        let weights = self.weights.withUnsafeBufferPointer { source in
            Tensor(self.weights.shape) { destination in
                for output in 0..<outputChannels {
                    for position in output * perOutput..<(output + 1) * perOutput {
                        destination[position] = source[position] * scale[output]
                    }
                }
            }
        }
        let bias = (0..<outputChannels).map { (self.bias?[$0] ?? 0) * scale[$0] + shift[$0] }
        return Convolution(
            weights: weights, bias: Tensor([outputChannels], bias), window: window, groups: groups)
    }

    /// The filters of groups read different channels, so they are not computed by themselves.
    public func selecting(filters: [Int]) -> (any Operator)? {
        guard groups == 1 else { return nil }
        let size = weights.count / outputChannels
        let selected = Tensor(Shape([filters.count] + weights.shape.dimensions.dropFirst())) { target in
            weights.withUnsafeBufferPointer { source in
                for (index, filter) in filters.enumerated() {
                    _ = UnsafeMutableBufferPointer(rebasing: target[(index * size)...])
                        .update(
                            fromContentsOf: UnsafeBufferPointer(
                                rebasing: source[filter * size..<(filter + 1) * size]))
                }
            }
        }
        let bias = self.bias.map { bias in Tensor([filters.count], filters.map { bias[$0] }) }
        return Convolution(
            weights: selected, bias: bias, window: window, groups: 1, activation: activation)
    }
}
