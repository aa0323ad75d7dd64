import Tensors

/// The same elements in row-major order under other axes; the batch stays the first.
public struct Reshape: Operator {
    /// The new extents without the batch, or nil for one axis of all features (flatten).
    public let shape: Shape?

    public static let flatten = Reshape(nil)

    public init(_ shape: Shape?) {
        self.shape = shape
    }

    public var kind: LayerKind { .reshape }
    public var summary: String { shape.map { "Reshape to \($0)" } ?? "Flatten" }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single()
        let count = input.withoutBatch.count
        guard let shape else { return [input[0], count] }
        guard shape.count == count else { throw .elementCount(expected: shape.count, found: count) }
        return Shape([input[0]] + shape.dimensions)
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let shape = checked(try outputShape(of: [inputs[0].shape]))
        return try ReshapeKernel(from: inputs[0].shape, to: shape, in: context)
    }
}

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

/// A kernel whose output loses its axes of extent 1 after the channels.
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

/// The input as it is: dropout and other layers that only act in training.
public struct Identity: Operator {
    public let summary: String

    /// - Parameter summary: what the layer does in training.
    public init(_ summary: String = "Dropout (identity)") {
        self.summary = summary
    }

    public var kind: LayerKind { .regularization }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape { try inputs.single() }

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
