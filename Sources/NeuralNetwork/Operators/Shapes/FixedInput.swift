import Tensors
import Words

/// A fixed value beside a batch: the same for each of its items.
package struct FixedInput: PlainOperator {
    /// The value for one item of the batch.
    package let value: Tensor
    /// Whether it is no layer's output for the picture but an input of its own, the places of which are no places of the picture.
    package let isOther: Bool

    package init(_ value: Tensor, isOther: Bool = false) {
        self.value = value
        self.isOther = isOther
    }

    package var kind: LayerKind { .input }
    package var summary: Words { "Given" }

    package func axes(of inputs: [RoleAxes], output: Shape) -> [AxisRole] {
        if isOther { return [.items] + Array(repeating: .elsewhere, count: output.rank - 1) }
        return inputs[0].shape.rank == 4
            ? AxisRole.ofInput(output) : AxisRole.unknown(of: output, from: inputs)
    }

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
