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
