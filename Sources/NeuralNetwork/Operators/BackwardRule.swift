/// How a gradient passes a rectifier (ReLU, ReLU6 and other clippings from zero).
public enum BackwardRule: Sendable, Hashable {
    /// The derivative.
    case gradient
    /// The derivative, of positive gradients only: guided backpropagation (Springenberg et al. 2015).
    case guided

    /// The gradient at an operation's output as the rule lets it pass.
    ///
    /// - Parameter rectifies: whether the operation is, or ends with, a rectifier.
    func passed(_ gradient: Memory, throughRectifier rectifies: Bool, in context: ComputeContext)
        throws(EngineError) -> Memory
    {
        guard self == .guided, rectifies else { return gradient }
        return try Activation.relu.makeKernel(layout: gradient.descriptor, in: context).forward([gradient])
            .output
    }
}
