import CVectorLoops
import Tensors
import Words

/// Batch normalisation with trained statistics: (x − mean) / √(variance + ε) · scale + offset for each channel, that
/// is, the second axis of N×C×H×W or N×C.
public struct BatchNormalization: Operator {
    /// γ, β and the statistics, one value for each channel.
    public let scale, offset, mean, variance: Tensor
    public let epsilon: Float
    /// The part of a batch's statistics that training takes over into the running ones, 0…1.
    public let momentum: Float

    /// - Parameter momentum: PyTorch's usual one.
    public init(
        scale: Tensor, offset: Tensor, mean: Tensor, variance: Tensor, epsilon: Float, momentum: Float = 0.1
    ) {
        self.scale = scale
        self.offset = offset
        self.mean = mean
        self.variance = variance
        self.epsilon = epsilon
        self.momentum = momentum
    }

    public var kind: LayerKind { .normalization }
    public var summary: Words { "Batch normalisation" }
    public var parameters: [Tensor] { [scale, offset, mean, variance] }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single()
        guard input.rank >= 2 else { throw .rank(expected: 4, found: input) }
        for tensor in parameters where tensor.count != input[1] {
            throw .extent(axis: "channels", expected: tensor.count, found: input[1])
        }
        return input
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField { .samePlace }

    public var narrowing: Narrowing { .samePlace }
    public func selecting(filters: [Int]) -> (any Operator)? { nil }

    public var builtInActivation: BuiltInActivation? { nil }
    public var epilogue: Epilogue? {
        let (factors, shifts) = factorsAndShifts
        return .scaleAndShift(factors: factors, shifts: shifts)
    }
    public func fused(with epilogue: Epilogue) -> (any Computation)? {
        switch epilogue {
        case .activation(let activation):
            return activation.bounds == nil
                ? nil : BoundedNormalization(normalization: self, activation: activation)
        case .scaleAndShift(let factors, let shifts):
            let (own, shift) = factorsAndShifts
            func tensor(_ value: (Int) -> Float) -> Tensor {
                Tensor([factors.count], factors.indices.map(value))
            }
            return BatchNormalization(
                scale: tensor { own[$0] * factors[$0] },
                offset: tensor { shift[$0] * factors[$0] + shifts[$0] },
                mean: tensor { _ in 0 }, variance: tensor { _ in 1 }, epsilon: 0)
        }
    }

    public var rectifies: Bool { false }
    public var deepLIFTRule: DeepLIFTRule { .derivative }
    /// Its statistics belong to the weights before it, so they stay.
    public var randomization: ((RandomWeights) -> any Operator)? { nil }

    /// With the statistics of the batch, of which the running ones take their part.
    public var learning: Learning? {
        Learning(parameters: [scale, offset], statistics: [mean, variance]) {
            (inputs, context) throws(EngineError) in
            try BatchNormalizationLearning(self, layout: inputs[0], in: context)
        }
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        try BatchNormalizationKernel(self, activation: nil, layout: inputs[0], in: context)
    }

    /// The layer as x·factor + shift for each channel.
    var factorsAndShifts: (factors: [Float], shifts: [Float]) {
        let channels = 0..<scale.count
        let factors = channels.map {
            Float(Double(scale[$0]) / (Double(variance[$0]) + Double(epsilon)).squareRoot())
        }
        let shifts = channels.map { Float(Double(offset[$0]) - Double(mean[$0]) * Double(factors[$0])) }
        return (factors, shifts)
    }
}

/// A batch normalisation and a rectifier after it.
private struct BoundedNormalization: Computation {
    let normalization: BatchNormalization
    /// One with ``Activation/bounds``.
    let activation: Activation

    func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        try BatchNormalizationKernel(normalization, activation: activation, layout: inputs[0], in: context)
    }

    func fused(with epilogue: Epilogue) -> (any Computation)? { nil }
}

private final class BatchNormalizationKernel: Kernel {
    let output: MemoryDescriptor
    private let context: ComputeContext
    /// Nil for row-major values.
    private let blocks: ChannelBlocks?
    /// One for each channel, in blocks where the values are.
    private let factors, shifts: Memory
    private let bounds: (low: Float, high: Float)
    private static let unbounded: (low: Float, high: Float) = (-.infinity, .infinity)
    private let activation: ActivationTail?

    init(
        _ operation: BatchNormalization, activation: Activation?, layout: MemoryDescriptor,
        in context: ComputeContext
    ) throws(EngineError) {
        let blocks = try ChannelBlocks(layout)
        self.blocks = blocks
        let layout = try blocks == nil ? context.plainLayout(layout.shape) : layout
        output = layout
        self.context = context
        bounds = activation?.bounds ?? Self.unbounded
        self.activation = activation.map { ActivationTail($0, layout: layout, in: context) }
        let (factors, shifts) = operation.factorsAndShifts
        let shape = Shape([1, layout.shape[1], 1, 1])
        let perChannel: MemoryDescriptor =
            if let blocks { try .filledBlocks(shape, by: blocks.lanes) } else { try .plain(shape) }
        self.factors = try context.convert(context.memory(Tensor(shape, factors)), to: perChannel)
        self.shifts = try context.convert(context.memory(Tensor(shape, shifts)), to: perChannel)
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        KernelResult(try scaled(inputs[0], shifts: shifts, bounds: bounds))
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        var gradient = gradient
        if let activation {
            gradient = try activation.backward(gradient, result: result) { () throws(EngineError) in
                try scaled(inputs[0], shifts: shifts, bounds: Self.unbounded)
            }
        }
        return try scaled(gradient, shifts: nil, bounds: Self.unbounded)
    }

    private func scaled(
        _ memory: Memory, shifts: Memory?, bounds: (low: Float, high: Float)
    ) throws(EngineError) -> Memory {
        let result = try context.allocate(output)
        let input = try context.convert(memory, to: output)
        if let blocks {
            blocks.scale(input, factors: factors, shifts: shifts, bounds: bounds, into: result)
            return result
        }
        let shape = output.shape
        let pixels = shape.dimensions.dropFirst(2).reduce(1, *)
        // Each row of the output is written by one part of the work.
        nonisolated(unsafe) let (from, to) = (input.floats.baseAddress!, result.floats.baseAddress!)
        nonisolated(unsafe) let (factors, added) = (factors.floats, shifts?.floats)
        Team.inParts(shape[0] * shape[1], each: pixels) { rows in
            for row in rows {
                let channel = row % shape[1]
                channels_scale_row(
                    from + row * pixels, factors[channel], added?[channel] ?? 0, bounds.low, bounds.high,
                    to + row * pixels, pixels)
            }
        }
        withExtendedLifetime((input, self.factors, shifts)) {}
        return result
    }
}
