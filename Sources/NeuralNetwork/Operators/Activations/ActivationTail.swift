/// An activation after a kernel's own work: itself, where the kernel's code does not compute it along with that, and its
/// gradient. Code is generated for what is asked for only.
final class ActivationTail {
    private let activation: Activation
    private let layout: MemoryDescriptor
    private let context: ComputeContext
    private var kernel: (any Kernel)?
    private var gradientFromOutput: FusedActivationGradient?

    /// - Parameter layout: of what it is applied to.
    init(_ activation: Activation, layout: MemoryDescriptor, in context: ComputeContext) {
        self.activation = activation
        self.layout = layout
        self.context = context
    }

    func forward(_ sum: Memory) throws(EngineError) -> KernelResult { try madeKernel().forward([sum]) }

    /// The gradient at what the activation is applied to.
    ///
    /// - Parameters:
    ///   - result: with the activation's output.
    ///   - sum: computes what it is applied to, where the derivative cannot be read off the output.
    func backward(
        _ gradient: Memory, result: KernelResult, sum: () throws(EngineError) -> Memory
    ) throws(EngineError) -> Memory {
        guard activation.hasDerivativeFromOutput else {
            return try madeKernel().backward(gradient, toInput: 0, inputs: [sum()], result: result)
        }
        if gradientFromOutput == nil {
            gradientFromOutput = try FusedActivationGradient(activation, layout: layout, in: context)
        }
        return try gradientFromOutput!(gradient, output: result.output)
    }

    private func madeKernel() throws(EngineError) -> any Kernel {
        if let kernel { return kernel }
        let made = try activation.makeKernel(layout: layout, in: context)
        kernel = made
        return made
    }
}
