import Tensors

/// How an operation is trained.
public struct Learning: Sendable {
    /// The tensors of the operation for which it has gradients, in the order of ``LayerGradients/parameters``.
    let parameters: [Tensor]
    /// Those that a pass forward renews by itself: running statistics.
    let statistics: [Tensor]
    /// The compiled form for inputs in given layouts.
    let makeKernel:
        @Sendable (_ inputs: [MemoryDescriptor], _ context: LearningContext) throws(EngineError) ->
            any LearningKernel

    init(
        parameters: [Tensor], statistics: [Tensor] = [],
        makeKernel:
            @escaping @Sendable (_ inputs: [MemoryDescriptor], _ context: LearningContext)
            throws(EngineError) -> any LearningKernel
    ) {
        self.parameters = parameters
        self.statistics = statistics
        self.makeKernel = makeKernel
    }

    /// Whether there is something to learn, or to renew.
    var isEmpty: Bool { parameters.isEmpty && statistics.isEmpty }
}

/// What kernels of one training share.
struct LearningContext {
    let compute: ComputeContext
    let parameters: ParameterTable
    /// The layer's own part of the seed.
    let seed: UInt64

    /// For a part of the layer.
    func part(_ index: Int) -> LearningContext {
        LearningContext(
            compute: compute, parameters: parameters, seed: SplitMix64.output(seed &+ UInt64(index + 1)))
    }
}

/// A kernel that has gradients with respect to its operation's parameters, and may do something else in training.
protocol LearningKernel: Kernel {
    /// The gradients of a scalar.
    ///
    /// - Parameters:
    ///   - gradient: with respect to the output, in any layout of the output's shape.
    ///   - inputs: of the forward call.
    ///   - result: of the forward call.
    ///   - wantsInputs: whether the inputs' gradients are asked for.
    func gradients(
        _ gradient: Memory, inputs: [Memory], result: KernelResult, wantsInputs: Bool
    ) throws(EngineError) -> LayerGradients
}

/// What a layer passes down in training.
struct LayerGradients {
    /// One for each input; empty where they are not asked for.
    let inputs: [Memory]
    /// One for each parameter of ``Learning``, of its shape or of as many elements in the same order.
    let parameters: [Memory]
}

extension LearningKernel {
    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        try gradients(gradient, inputs: inputs, result: result, wantsInputs: true).inputs[index]
    }
}
