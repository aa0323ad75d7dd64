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
        guard self == .guided, Self.rectifies(operation) else { return gradient }
        return try Activation.relu.makeKernel(layout: gradient.descriptor, in: context).forward([gradient])
            .output
    }

    /// Whether an operation is, or has built in, a rectifier.
    public static func rectifies(_ operation: any Operator) -> Bool {
        let activation = (operation as? ActivationLayer)?.activation ?? operation.builtInActivation
        return switch activation {
        case .relu, .relu6: true
        case .clip(let minimum, _): minimum == 0
        default: false
        }
    }
}
