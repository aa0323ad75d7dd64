import Tensors
import Words

/// The input as it is: dropout and other layers that only act in training.
public struct Identity: PlainOperator {
    public let summary: Words

    /// - Parameter summary: what the layer does in training.
    public init(_ summary: LayerName = .dropout) {
        self.summary = summary.words
    }

    public var kind: LayerKind { .regularization }
    /// It is the same everywhere, so what is left out of its input is left out of its output.
    public var narrowing: Narrowing { .samePlace }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape { try inputs.single() }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField { .samePlace }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        IdentityKernel(inputs[0])
    }
}

private final class IdentityKernel: Kernel {
    let output: MemoryDescriptor

    init(_ output: MemoryDescriptor) {
        self.output = output
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult { KernelResult(inputs[0]) }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory { gradient }
}
