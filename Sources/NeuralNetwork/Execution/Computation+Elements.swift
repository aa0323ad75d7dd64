extension Computation {
    /// The compiled form in a pass that is computed in given elements: in those where the computation gains by them or goes on
    /// with them, else in 32-bit floats.
    ///
    /// - Parameters:
    ///   - inputs: of either elements.
    ///   - make: makes it for 32-bit floats.
    func makeKernel(
        reading inputs: [MemoryDescriptor], computing elements: ElementType, in context: ComputeContext,
        otherwise make: ([MemoryDescriptor]) throws(EngineError) -> any Kernel
    ) throws(EngineError) -> any Kernel {
        if elements == .float32 { return try make(inputs) }
        let goesOn = inputs.contains { $0.elements == .bfloat16 }
        let role = bfloat16Role(of: inputs.map(\.shape))
        if role == .begins || role == .passesOn && goesOn {
            do throws(EngineError) {
                return try makeKernel(
                    reading: inputs.map { (layout) throws(EngineError) in try layout.holding(.bfloat16) },
                    in: context)
            } catch  where error.isUnimplemented {}
        }
        guard goesOn else { return try make(inputs) }
        let layouts = try inputs.map { (layout) throws(EngineError) in try layout.holding(.float32) }
        return try ConvertedInputs(make(layouts), reading: layouts, in: context)
    }
}

/// A kernel of 32-bit floats whose inputs come in bfloat16.
private final class ConvertedInputs: Kernel {
    private let kernel: any Kernel
    private let layouts: [MemoryDescriptor]
    private let context: ComputeContext

    var output: MemoryDescriptor { kernel.output }

    /// - Parameter layouts: of the inputs that the kernel reads.
    init(_ kernel: any Kernel, reading layouts: [MemoryDescriptor], in context: ComputeContext) {
        self.kernel = kernel
        self.layouts = layouts
        self.context = context
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        var converted: [Memory] = []
        for (input, layout) in zip(inputs, layouts) {
            converted.append(
                try input.descriptor.elements == layout.elements
                    ? input : context.convert(input, to: layout))
        }
        return try kernel.forward(converted)
    }

    /// - Precondition: never called: passes that are computed in bfloat16 go forward only.
    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        preconditionFailure("there is no gradient of a pass in bfloat16")
    }
}
