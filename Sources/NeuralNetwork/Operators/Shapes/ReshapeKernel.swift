import Tensors

/// The same bytes under another shape.
final class ReshapeKernel: Kernel {
    let output: MemoryDescriptor
    private let input: MemoryDescriptor
    private let context: ComputeContext

    /// Views whose elements go on evenly under the other shape are left where they are.
    static func kernel(
        of input: MemoryDescriptor, to output: Shape, in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        guard input.isView, input.shape.count > 0, let strides = input.strides,
            Self.strides(of: output, on: input.shape, strides) != nil
        else { return try ReshapeKernel(from: input.shape, to: output, in: context) }
        let shape = input.shape
        return try ViewKernel(output, of: input, in: context) { strides in
            (Self.strides(of: output, on: shape, strides)!, 0)
        }
    }

    /// The distances under which a shape's axes show the elements of another in its order; nil where there are none.
    static func strides(of output: Shape, on input: Shape, _ strides: [Int]) -> [Int]? {
        let old = zip(input.dimensions, strides).filter { $0.0 != 1 }
        let new = output.dimensions.enumerated().filter { $0.element != 1 }
        var found = [Int](repeating: 0, count: output.rank)
        var (first, start) = (0, 0)
        while first < old.count, start < new.count {
            // Axes of both that cover the same elements.
            var (last, end) = (first, start)
            var (own, other) = (old[last].0, new[end].element)
            while own != other {
                if own < other {
                    last += 1
                    own *= old[last].0
                } else {
                    end += 1
                    other *= new[end].element
                }
            }
            for axis in first..<last where old[axis].1 != old[axis + 1].0 * old[axis + 1].1 { return nil }
            var stride = old[last].1
            for axis in (start...end).reversed() {
                found[new[axis].offset] = stride
                stride *= new[axis].element
            }
            (first, start) = (last + 1, end + 1)
        }
        return found
    }

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
