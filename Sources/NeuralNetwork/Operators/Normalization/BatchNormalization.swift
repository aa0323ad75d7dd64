import COneDNN
import Tensors
import Words

/// Batch normalisation with trained statistics: (x − mean) / √(variance + ε) · scale + offset for each channel, that
/// is, the second axis of N×C×H×W or N×C.
public struct BatchNormalization: Operator {
    /// γ, β and the statistics, one value for each channel.
    public let scale, offset, mean, variance: Tensor
    public let epsilon: Float

    public init(scale: Tensor, offset: Tensor, mean: Tensor, variance: Tensor, epsilon: Float) {
        self.scale = scale
        self.offset = offset
        self.mean = mean
        self.variance = variance
        self.epsilon = epsilon
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
    public func fused(with epilogue: Epilogue) -> (any Operator)? { nil }

    public var rectifies: Bool { false }
    public var deepLIFTRule: DeepLIFTRule { .derivative }
    /// Its statistics belong to the weights before it, so they stay.
    public var randomization: ((RandomWeights) -> any Operator)? { nil }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        try BatchNormalizationKernel(self, layout: inputs[0], in: context)
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

private final class BatchNormalizationKernel: Kernel {
    let output: MemoryDescriptor
    private let context: ComputeContext
    private let multiply: Primitive
    private let add: Primitive
    private let factors: Memory
    private let shifts: Memory

    init(
        _ operation: BatchNormalization, layout: MemoryDescriptor, in context: ComputeContext
    ) throws(EngineError) {
        output = layout
        self.context = context
        let (factors, shifts) = operation.factorsAndShifts
        var shape = [Int](repeating: 1, count: layout.shape.rank)
        shape[1] = layout.shape[1]
        let perChannel = try context.layout(Shape(shape), besides: layout)
        self.factors = try context.convert(context.memory(Tensor(Shape(shape), factors)), to: perChannel)
        self.shifts = try context.convert(context.memory(Tensor(Shape(shape), shifts)), to: perChannel)
        let channel = self.factors.descriptor
        func binary(_ algorithm: dnnl_alg_kind_t) throws(EngineError) -> Primitive {
            try Primitive(
                PrimitiveDescriptor(.make(.batchNormalization)) {
                    onednn_binary(
                        &$0, context.engine, algorithm, layout.handle, channel.handle, layout.handle,
                        context.attributes)
                })
        }
        multiply = try binary(dnnl_binary_mul)
        add = try binary(dnnl_binary_add)
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        let result = try scaled(inputs[0])
        try add.execute(context, (DNNL_ARG_SRC_0, result), (DNNL_ARG_SRC_1, shifts), (DNNL_ARG_DST, result))
        return KernelResult(result)
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        try scaled(gradient)
    }

    private func scaled(_ memory: Memory) throws(EngineError) -> Memory {
        let result = try context.allocate(output)
        try multiply.execute(
            context, (DNNL_ARG_SRC_0, try context.convert(memory, to: output)), (DNNL_ARG_SRC_1, factors),
            (DNNL_ARG_DST, result))
        return result
    }
}
