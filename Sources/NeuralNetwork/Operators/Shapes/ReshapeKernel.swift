import Tensors

/// The same bytes under another shape.
final class ReshapeKernel: Kernel {
    let output: MemoryDescriptor
    private let input: MemoryDescriptor
    private let context: ComputeContext

    init(from input: Shape, to output: Shape, in context: ComputeContext) throws(EngineError) {
        self.input = try context.plainLayout(input)
        self.output = try context.plainLayout(output)
        self.context = context
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        let plain = try context.convert(inputs[0], to: input)
        return KernelResult(try plain.alias(output, engine: context.engine))
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        try context.convert(gradient, to: output).alias(input, engine: context.engine)
    }
}

/// A kernel with an output that loses its axes of extent 1 after the channels.
final class FlatteningKernel: Kernel {
    private let kernel: any Kernel
    private let reshape: ReshapeKernel

    var output: MemoryDescriptor { reshape.output }

    init(_ kernel: any Kernel, in context: ComputeContext) throws(EngineError) {
        self.kernel = kernel
        let shape = kernel.output.shape
        reshape = try ReshapeKernel(from: shape, to: [shape[0], shape.withoutBatch.count], in: context)
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        let inner = try kernel.forward(inputs)
        return KernelResult(try reshape.forward([inner.output]).output, workspace: inner.workspace)
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        let inner = try reshape.backward(gradient, toInput: 0, inputs: [], result: result)
        return try kernel.backward(inner, toInput: index, inputs: inputs, result: result)
    }
}
