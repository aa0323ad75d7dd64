/// What the engine runs as one piece: a layer's operation, or that of several layers together.
public protocol Computation: Sendable {
    /// The compiled form for inputs in given layouts.
    func makeKernel(for inputs: [MemoryDescriptor], in context: ComputeContext) throws(EngineError)
        -> any Kernel
    /// Whether the kernel is made for views as they are: layouts of strides that are not row-major.
    var readsViews: Bool { get }
    /// This and the epilogue after it as one; nil where both are not computed together.
    func fused(with epilogue: Epilogue) -> (any Computation)?
}

extension Computation {
    public var readsViews: Bool { false }

    /// The compiled form for inputs in given layouts, views among them.
    func makeKernel(
        reading inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        if readsViews { return try makeKernel(for: inputs, in: context) }
        var layouts: [MemoryDescriptor] = []
        for input in inputs { layouts.append(try context.withoutView(input)) }
        return try makeKernel(for: layouts, in: context)
    }
}
