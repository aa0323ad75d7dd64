/// An operation compiled for fixed shapes and layouts: forward and backward together.
public protocol Kernel: AnyObject {
    /// The output's layout.
    var output: MemoryDescriptor { get }

    /// Computes the output.
    ///
    /// - Returns: the output, which may share an input's bytes, and what the backward pass needs beside it.
    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult

    /// Computes the gradient with respect to one input: Jᵀ·`gradient`.
    ///
    /// - Parameters:
    ///   - gradient: of a scalar with respect to the output, in any layout of the output's shape.
    ///   - index: which input.
    ///   - inputs: of the forward call.
    ///   - result: of the forward call.
    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory

    /// Computes the gradient with respect to every input.
    func backward(
        _ gradient: Memory, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> [Memory]
}

extension Kernel {
    public func backward(
        _ gradient: Memory, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> [Memory] {
        var gradients: [Memory] = []
        for index in inputs.indices {
            gradients.append(try backward(gradient, toInput: index, inputs: inputs, result: result))
        }
        return gradients
    }
}

/// What a kernel's forward call leaves.
public struct KernelResult {
    public let output: Memory
    /// Positions of the maxima, for max pooling; nil for every other operation.
    let workspace: Memory?
    /// What training needs besides: statistics of the batch, a mask.
    let kept: [Memory]
    /// What the parts of a composite operation left in training.
    let parts: [KernelResult]

    init(
        _ output: Memory, workspace: Memory? = nil, kept: [Memory] = [], parts: [KernelResult] = []
    ) {
        self.output = output
        self.workspace = workspace
        self.kept = kept
        self.parts = parts
    }
}
