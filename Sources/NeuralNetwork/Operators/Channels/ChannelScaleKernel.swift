import Tensors

/// The sum or the product of N×C×H×W in blocks of channels and one value for each channel: squeeze-and-excitation's scaling.
final class ChannelScaleKernel: Kernel {
    let output: MemoryDescriptor
    private let context: ComputeContext
    private let blocks: ChannelBlocks
    private let isProduct: Bool
    /// Which input is N×C×H×W.
    private let whole: Int
    /// The layout of the other, N×C×1×1 or 1×C×1×1.
    private let part: MemoryDescriptor

    /// - Returns: nil where the inputs are not of this kind.
    init?(
        _ operation: ElementwiseArithmetic.Operation, _ inputs: [MemoryDescriptor],
        in context: ComputeContext
    ) throws(EngineError) {
        let whole = inputs[0].shape.count >= inputs[1].shape.count ? 0 : 1
        let (shape, other) = (inputs[whole].shape, inputs[1 - whole].shape)
        guard operation == .add || operation == .multiply, let blocks = try ChannelBlocks(inputs[whole]),
            other.rank == 4, other[1] == shape[1], other[2] == 1, other[3] == 1, blocks.pixels > 1,
            other[0] == 1 || other[0] == shape[0]
        else { return nil }
        self.context = context
        self.blocks = blocks
        self.whole = whole
        isProduct = operation == .multiply
        output = inputs[whole]
        part = try .filledBlocks(other, by: blocks.lanes)
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        KernelResult(try combined(inputs[whole], inputs[1 - whole]))
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        if index == whole { return isProduct ? try combined(gradient, inputs[1 - whole]) : gradient }
        let target = try context.allocate(part)
        blocks.sum(
            try context.convert(gradient, to: output),
            times: try isProduct ? context.convert(inputs[whole], to: output) : nil, into: target)
        return target
    }

    private func combined(_ values: Memory, _ other: Memory) throws(EngineError) -> Memory {
        let result = try context.allocate(output)
        let (values, other) = try (context.convert(values, to: output), context.convert(other, to: part))
        blocks.scale(
            values, factors: isProduct ? other : nil, shifts: isProduct ? nil : other, into: result)
        return result
    }
}
