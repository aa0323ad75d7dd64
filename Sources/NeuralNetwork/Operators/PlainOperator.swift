import Tensors

/// An operation with nothing to train.
public protocol Untrained: Operator {}

extension Untrained {
    public var parameters: [Tensor] { [] }
    public var learning: Learning? { nil }
    public var randomization: ((RandomWeights) -> any Operator)? { nil }
}

/// An operation that is always computed by itself, and has no activation.
public protocol Unfused: Operator {}

extension Unfused {
    public var builtInActivation: BuiltInActivation? { nil }
    public var epilogue: Epilogue? { nil }
    public func fused(with epilogue: Epilogue) -> (any Computation)? { nil }
    public var rectifies: Bool { false }
}

/// An operation that is computed from all of its input, with all of its filters.
public protocol Unnarrowed: Operator {}

extension Unnarrowed {
    public var narrowing: Narrowing { .impossible }
    public func selecting(filters: [Int]) -> (any Operator)? { nil }
}

/// An operation without weights, activation or window, of which DeepLIFT takes the derivative: what is left to say is what
/// it is, what it computes, and what an element of its output depends on.
public protocol PlainOperator: Untrained, Unfused, Unnarrowed {}

extension PlainOperator {
    public var deepLIFTRule: DeepLIFTRule { .derivative }
}
