import Tensors
import Words

/// A fixed value beside a batch: the same for each of its items.
package struct FixedInput: PlainOperator {
    /// The value for one item of the batch.
    package let value: Tensor

    package init(_ value: Tensor) {
        self.value = value
    }

    package var kind: LayerKind { .input }
    package var summary: Words { "Given" }

    package func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single()
        guard input.rank > 0 else { throw .rank(expected: 4, found: input) }
        return Shape([input[0]] + value.shape.dimensions)
    }

    package func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField { .nothing }

    package func makeKernel(for inputs: [MemoryDescriptor], in context: ComputeContext) throws(EngineError)
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
