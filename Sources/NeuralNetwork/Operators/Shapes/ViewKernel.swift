import Tensors

/// Elements of the input at even distances, where they lie.
final class ViewKernel: Kernel {
    let output: MemoryDescriptor
    private let context: ComputeContext
    private let input: MemoryDescriptor
    /// Elements of the input's memory before the first of the output.
    private let offset: Int
    /// The output's elements on a row-major input.
    private let place: (layout: MemoryDescriptor, offset: Int)
    /// Whether the output has all of the input's elements.
    private let isWhole: Bool

    /// - Parameters:
    ///   - shape: the output's.
    ///   - input: a layout with strides.
    ///   - view: for the distances along the input's axes, the distances along the output's and the first element's place.
    init(
        _ shape: Shape, of input: MemoryDescriptor, in context: ComputeContext,
        _ view: (_ strides: [Int]) -> (strides: [Int], offset: Int)
    ) throws(EngineError) {
        guard let strides = input.strides else { preconditionFailure("a view of blocks") }
        self.context = context
        self.input = input
        let (own, rows) = (view(strides), view(input.shape.strides))
        output = try .strided(shape, strides: own.strides)
        offset = own.offset
        place = (try .strided(shape, strides: rows.strides), rows.offset)
        isWhole = shape.count == input.shape.count
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        let source = try context.convert(inputs[0], to: input)
        return KernelResult(try source.alias(output, offset: offset, engine: context.engine))
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        let target = try context.allocate(context.plainLayout(input.shape))
        if !isWhole { target.floats.update(repeating: 0) }
        try context.copy(
            gradient, into: target.alias(place.layout, offset: place.offset, engine: context.engine))
        return target
    }
}
