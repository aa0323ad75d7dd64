import Tensors

/// What the engine runs as one piece: a layer's operation, or that of several layers together.
public protocol Computation: Sendable {
    /// The compiled form for inputs in given layouts.
    func makeKernel(for inputs: [MemoryDescriptor], in context: ComputeContext) throws(EngineError)
        -> any Kernel
    /// Whether the kernel is made for views as they are: layouts of strides that are not row-major.
    var readsViews: Bool { get }
    /// Its part in a pass that is computed in bfloat16.
    func bfloat16Role(of inputs: [Shape]) -> BFloat16Role
    /// This and the epilogue after it as one; nil where both are not computed together.
    func fused(with epilogue: Epilogue) -> (any Computation)?
}

/// What a computation does in a pass that is computed in bfloat16. A kernel that is made for bfloat16 converts what comes otherwise.
public enum BFloat16Role: Sendable {
    /// It reads and writes 32-bit floats.
    case none
    /// It reads and writes bfloat16 where that is what one of its inputs is.
    case passesOn
    /// It is much faster in bfloat16, so its inputs are converted.
    case begins
}

extension Computation {
    public var readsViews: Bool { false }
    public func bfloat16Role(of inputs: [Shape]) -> BFloat16Role { .none }

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
