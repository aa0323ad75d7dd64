/// How parameters follow their gradients, as PyTorch defines it.
public struct OptimizerSettings: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// Stochastic gradient descent, with momentum (Sutskever et al. 2013) where that is not 0.
        case sgd
        /// Kingma and Ba 2014, the weight decay added to the gradient.
        case adam
        /// Loshchilov and Hutter 2017: the weight decay apart from the gradient.
        case adamw
    }

    public var kind: Kind
    public var learningRate: Double
    /// Each step takes this part of a weight away, times the learning rate.
    public var weightDecay: Double
    /// Of ``Kind/sgd``, 0..<1.
    public var momentum: Double
    /// Whether the momentum looks ahead (Nesterov).
    public var isNesterov: Bool

    public init(
        _ kind: Kind, learningRate: Double, weightDecay: Double = 0, momentum: Double = 0,
        isNesterov: Bool = false
    ) {
        self.kind = kind
        self.learningRate = learningRate
        self.weightDecay = weightDecay
        self.momentum = momentum
        self.isNesterov = isNesterov
    }

    /// Decay of the running means of gradients and of their squares.
    static let betas = (0.9, 0.999)
    static let epsilon: Float = 1e-8
}
