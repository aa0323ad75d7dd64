import Tensors
import Words

/// x for x ≥ 0, slope·x else, with trained slopes (He et al. 2015).
public struct ParametricRelu: Unfused, Unnarrowed {
    /// Broadcasts to the input, aligned at the last axes.
    public let slopes: Tensor

    public init(slopes: Tensor) {
        self.slopes = slopes
    }

    public var kind: LayerKind { .activation }
    public var summary: Words { "Parametric ReLU" }
    public var parameters: [Tensor] { [slopes] }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single()
        guard try input.broadcast(with: slopes.shape) == input else {
            throw .notBroadcastable(input, slopes.shape)
        }
        return input
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField { .samePlace }

    public var deepLIFTRule: DeepLIFTRule { .rescale }
    /// Random slopes would be another activation, not another layer.
    public var randomization: ((RandomWeights) -> any Operator)? { nil }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let shape = inputs[0].shape
        let pairs = Broadcast(slopes.shape, shape, output: shape)
        let slopes = slopes
        return try PlainKernel(
            inputs: [shape], output: shape, in: context,
            compute: { inputs, output in
                slopes.withUnsafeBufferPointer { slopes in
                    pairs.forEach { slope, element, _ in
                        let x = inputs[0][element]
                        output[element] = x < 0 ? x * slopes[slope] : x
                    }
                }
            },
            differentiate: { backward in
                slopes.withUnsafeBufferPointer { slopes in
                    pairs.forEach { slope, element, _ in
                        let factor = backward.inputs[0][element] < 0 ? slopes[slope] : 1
                        backward.target[element] = backward.gradient[element] * factor
                    }
                }
            })
    }
}
