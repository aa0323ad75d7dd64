import CVectorLoops
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

    public var learning: Learning? {
        Learning(parameters: [slopes]) { (inputs, context) throws(EngineError) in
            try SlopeLearning(self, inputs: inputs, in: context.compute)
        }
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let shape = inputs[0].shape
        let pairs = Broadcast(shape, slopes.shape, output: shape)
        let slopes = slopes
        let layouts = try context.pairLayouts(inputs, constant: slopes, output: shape)
        return try PlainKernel(
            layouts: layouts.inputs, output: layouts.output, in: context,
            compute: { inputs, output in
                slopes.withUnsafeBufferPointer { pairs.compute(LOOPS_RECTIFY, inputs[0], $0, into: output) }
            },
            differentiate: { backward in
                nonisolated(unsafe) let backward = backward
                slopes.withUnsafeBufferPointer { slopes in
                    nonisolated(unsafe) let slopes = slopes
                    pairs.inRows { row in
                        loops_rectify_gradient_row(
                            backward.gradient.baseAddress! + row.output,
                            backward.inputs[0].baseAddress! + row.left, slopes.baseAddress! + row.right,
                            pairs.rightStep, backward.target.baseAddress! + row.output, row.count)
                    }
                }
            })
    }
}
