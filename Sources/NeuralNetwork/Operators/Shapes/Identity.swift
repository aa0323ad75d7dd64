import Tensors
import Words

/// The input as it is: dropout and other layers that only act in training.
public struct Identity: PlainOperator {
    public let summary: Words
    /// The part of the elements that becomes 0 in training while the rest grows by as much (Srivastava et al. 2014), 0..<1.
    public let dropout: Float

    /// - Parameters:
    ///   - summary: what the layer does in training.
    ///   - dropout: see ``dropout``.
    public init(_ summary: LayerName = .dropout, dropout: Float = 0) {
        self.summary = summary.words
        self.dropout = dropout
    }

    public var learning: Learning? {
        guard dropout > 0, dropout < 1 else { return nil }
        return Learning(parameters: []) { (inputs, context) throws(EngineError) in
            try DropoutLearning(rate: dropout, layout: inputs[0], in: context)
        }
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
