import Tensors

/// Layouts for operations that treat each element by itself, wherever it lies.
extension ComputeContext {
    /// The input's own layout, or the row-major one where it has floats that are no elements: a function of those would not
    /// be zero, as the library wants what fills up blocks.
    func elementwiseLayout(_ input: MemoryDescriptor) throws(EngineError) -> MemoryDescriptor {
        try input.byteCount == input.shape.count * 4 ? input : plainLayout(input.shape)
    }

    /// Layouts for an operation of two operands: those of the first input where the elements that meet lie at the same place,
    /// row-major ones where they broadcast.
    ///
    /// - Parameter constant: the second operand where it is no input.
    func pairLayouts(
        _ inputs: [MemoryDescriptor], constant: Tensor?, output: Shape
    ) throws(EngineError) -> (inputs: [MemoryDescriptor], output: MemoryDescriptor) {
        let meets = inputs.allSatisfy { $0.shape == output } && (constant?.count ?? 1) == 1
        if meets {
            let layout = try elementwiseLayout(inputs[0])
            return (inputs.map { _ in layout }, layout)
        }
        var plain: [MemoryDescriptor] = []
        for input in inputs { plain.append(try plainLayout(input.shape)) }
        return (plain, try plainLayout(output))
    }
}
