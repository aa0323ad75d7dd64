import Tensors
import Words

/// The second input where the first is not 0, the third elsewhere; all three have the same shape.
///
/// The gradient goes to what was chosen; the first input gets none.
public struct Where: PlainOperator {
    public init() {}

    public var kind: LayerKind { .merge }
    public var summary: Words { "Choice" }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        guard inputs.count == 3 else { throw .inputCount(expected: 3, found: inputs.count) }
        for input in inputs where input != inputs[0] { throw .notBroadcastable(inputs[0], input) }
        return inputs[0]
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField { .samePlace }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        try PlainKernel(
            inputs: inputs.map(\.shape), output: inputs[0].shape, in: context,
            compute: { inputs, output in
                for position in output.indices {
                    output[position] = inputs[0][position] != 0 ? inputs[1][position] : inputs[2][position]
                }
            },
            differentiate: { backward in
                for position in backward.target.indices {
                    let chosen = backward.inputs[0][position] != 0 ? 1 : 2
                    backward.target[position] = backward.index == chosen ? backward.gradient[position] : 0
                }
            })
    }
}
