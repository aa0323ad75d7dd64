import Tensors
import Words

/// A fixed value beside a batch: the same for each of its items.
struct FixedInput: PlainOperator {
    /// The value for one item of the batch.
    let value: Tensor

    init(_ value: Tensor) {
        self.value = value
    }

    var kind: LayerKind { .input }
    var summary: Words { "Given" }

    func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single()
        guard input.rank > 0 else { throw .rank(expected: 4, found: input) }
        return Shape([input[0]] + value.shape.dimensions)
    }

    func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField { .nothing }

    func makeKernel(for inputs: [MemoryDescriptor], in context: ComputeContext) throws(EngineError)
        -> any Kernel
    {
        let value = value
        let shape = inputs[0].shape
        return try PlainKernel(
            inputs: [shape], output: Shape([shape[0]] + value.shape.dimensions), in: context,
            compute: { _, output in
                value.withUnsafeBufferPointer { source in
                    for item in 0..<shape[0] {
                        (output.baseAddress! + item * source.count).update(
                            from: source.baseAddress!, count: source.count)
                    }
                }
            },
            differentiate: { $0.target.update(repeating: 0) })
    }
}
