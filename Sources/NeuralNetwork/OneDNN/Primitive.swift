import COneDNN

/// What a primitive computes and in which layouts, before its code is generated.
final class PrimitiveDescriptor {
    let handle: dnnl_primitive_desc_t

    init(_ action: EngineAction, _ create: (inout dnnl_primitive_desc_t?) -> dnnl_status_t)
        throws(EngineError)
    {
        var handle: dnnl_primitive_desc_t?
        try check(create(&handle), action)
        self.handle = handle!
    }

    /// The layout of one of the arguments, or nil if the primitive has no such argument.
    func layout(_ query: dnnl_query_t, _ shape: @autoclosure () -> [Int]) -> MemoryDescriptor? {
        guard let found = onednn_md_query(handle, query) else { return nil }
        return MemoryDescriptor(handle: found, shape: .init(shape()))
    }

    /// The name of the library's implementation, for example `jit:avx512_core`.
    var implementation: String { onednn_implementation(handle).map { String(cString: $0) } ?? "unknown" }

    /// Whether the library falls back to code written for clarity, many times slower than generated code.
    var isReference: Bool { implementation.hasPrefix("ref") || implementation.hasPrefix("simple") }

    deinit { dnnl_primitive_desc_destroy(handle) }
}

/// Generated code for one computation in fixed shapes and layouts.
final class Primitive {
    let descriptor: PrimitiveDescriptor
    private let handle: dnnl_primitive_t
    private let scratchpad: MemoryDescriptor?

    init(_ descriptor: PrimitiveDescriptor) throws(EngineError) {
        var handle: dnnl_primitive_t?
        try check(dnnl_primitive_create(&handle, descriptor.handle), .generate)
        self.handle = handle!
        self.descriptor = descriptor
        let scratchpad = descriptor.layout(dnnl_query_scratchpad_md, [])
        self.scratchpad = scratchpad.flatMap { $0.byteCount > 0 ? $0 : nil }
    }

    /// Runs the primitive and waits for it.
    func execute(_ context: ComputeContext, _ arguments: (Int32, Memory)...) throws(EngineError) {
        try execute(context, arguments)
    }

    /// Runs the primitive and waits for it.
    func execute(_ context: ComputeContext, _ arguments: [(Int32, Memory)]) throws(EngineError) {
        var list = arguments.map { dnnl_exec_arg_t(arg: $0.0, memory: $0.1.handle) }
        var pad: Memory?
        if let scratchpad {
            pad = try context.scratchpad(scratchpad)
            list.append(dnnl_exec_arg_t(arg: DNNL_ARG_SCRATCHPAD, memory: pad?.handle))
        }
        try check(
            dnnl_primitive_execute(handle, context.stream, Int32(list.count), list), .run)
        try check(dnnl_stream_wait(context.stream), .wait)
        withExtendedLifetime((arguments, pad)) {}
    }

    deinit { dnnl_primitive_destroy(handle) }
}
