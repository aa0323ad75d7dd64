/// How a gradient passes a rectifier (ReLU, ReLU6 and other clippings from zero).
public enum BackwardRule: Sendable, Hashable {
    /// The derivative.
    case gradient
    /// The derivative, of positive gradients only: guided backpropagation (Springenberg et al. 2015).
    case guided

    /// The gradient at an operation's output as the rule lets it pass.
    func passed(_ gradient: Memory, through operation: any Operator, in context: ComputeContext)
        throws(EngineError) -> Memory
    {
        guard self == .guided, operation.rectifies else { return gradient }
        return try Activation.relu.makeKernel(layout: gradient.descriptor, in: context).forward([gradient])
            .output
    }
}
