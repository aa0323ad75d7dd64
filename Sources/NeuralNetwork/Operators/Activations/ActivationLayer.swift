import Tensors
import Words

/// A layer that applies an activation to its input.
public struct ActivationLayer: Untrained {
    public let activation: Activation

    public init(_ activation: Activation) {
        self.activation = activation
    }

    public var kind: LayerKind { .activation }
    public var summary: Words { activation.name }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape { try inputs.single() }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField { .samePlace }

    public var narrowing: Narrowing { .samePlace }
    public func selecting(filters: [Int]) -> (any Operator)? { nil }

    public var builtInActivation: BuiltInActivation? { nil }
    public var epilogue: Epilogue? { .activation(activation) }
    public func fused(with epilogue: Epilogue) -> (any Computation)? { nil }

    public var rectifies: Bool { activation.isRectifier }
    public var deepLIFTRule: DeepLIFTRule { .rescale }

    public func bfloat16Role(of inputs: [Shape]) -> BFloat16Role {
        activation.stages == nil ? .none : .passesOn
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        try activation.makeKernel(layout: inputs[0], in: context)
    }
}
