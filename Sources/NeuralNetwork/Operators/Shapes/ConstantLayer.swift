import Tensors
import Words

/// Values of the network itself as a layer's output, whatever its input.
public struct ConstantLayer: PlainOperator {
    /// Their shape has the batch, for which the network was built.
    public let value: Tensor

    public init(_ value: Tensor) {
        self.value = value
    }

    public var kind: LayerKind { .reshape }
    public var summary: Words { "Constant \(value.shape)" }
    public var parameters: [Tensor] { [value] }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        _ = try inputs.single()
        return value.shape
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField { .nothing }

    public var learning: Learning? {
        Learning(parameters: [value]) { (inputs, context) throws(EngineError) in
            try ConstantLayerLearning(makeKernel(for: inputs, in: context.compute))
        }
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let value = value
        return try PlainKernel(
            inputs: inputs.map(\.shape), output: value.shape, in: context,
            compute: { _, output in value.withUnsafeBufferPointer { _ = output.update(from: $0) } },
            differentiate: { $0.target.update(repeating: 0) })
    }
}

/// The gradient of the values is the one that comes.
private final class ConstantLayerLearning: LearningKernel {
    private let kernel: any Kernel

    var output: MemoryDescriptor { kernel.output }

    init(_ kernel: any Kernel) {
        self.kernel = kernel
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult { try kernel.forward(inputs) }

    func gradients(
        _ gradient: Memory, inputs: [Memory], result: KernelResult, wantsInputs: Bool
    ) throws(EngineError) -> LayerGradients {
        LayerGradients(
            inputs: wantsInputs ? try kernel.backward(gradient, inputs: inputs, result: result) : [],
            parameters: [gradient])
    }
}
