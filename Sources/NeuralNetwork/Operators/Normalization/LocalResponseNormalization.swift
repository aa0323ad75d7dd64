import CVectorLoops
import Tensors
import Words

/// x / (bias + alpha/size · Σx²)^beta with the sum over `size` neighbouring channels (Krizhevsky et al. 2012), for
/// N×C×….
public struct LocalResponseNormalization: PlainOperator {
    public let size: Int
    public let alpha, beta, bias: Float

    public init(size: Int, alpha: Float, beta: Float, bias: Float) {
        self.size = size
        self.alpha = alpha
        self.beta = beta
        self.bias = bias
    }

    public var kind: LayerKind { .normalization }
    public var summary: Words { "Local response normalisation (\(size))" }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single()
        guard size >= 1 else { throw .badSetting("size", value: size) }
        guard input.rank >= 2 else { throw .rank(expected: 4, found: input) }
        return input
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField { .samePlace }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let shape = inputs[0].shape
        let groups = AxisGroups(shape, axes: [1])!
        let below = (size - 1) / 2
        let above = size - 1 - below
        let factor = alpha / Float(size)
        let (exponent, bias) = (-beta, bias)
        return try PlainKernel(
            inputs: [shape], output: shape, in: context,
            compute: { inputs, output in
                nonisolated(unsafe) let (input, output) = (inputs[0], output)
                groups.inStrips { strip in
                    withUnsafeTemporaryAllocation(of: Float.self, capacity: groups.size * strip.lanes) {
                        loops_local_response(
                            input.baseAddress! + strip.start, groups.size, groups.inner, below, above, factor,
                            bias, exponent, output.baseAddress! + strip.start, $0.baseAddress!, strip.lanes)
                    }
                }
            },
            differentiate: { backward in
                nonisolated(unsafe) let backward = backward
                groups.inStrips { strip in
                    let count = groups.size * strip.lanes
                    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * count) { room in
                        let (bases, products) = (room.baseAddress!, room.baseAddress! + count)
                        let (input, target) = (
                            backward.inputs[0].baseAddress! + strip.start,
                            backward.target.baseAddress! + strip.start
                        )
                        // The output once more, for the bases; the gradient then takes its place.
                        loops_local_response(
                            input, groups.size, groups.inner, below, above, factor, bias, exponent, target,
                            bases, strip.lanes)
                        loops_local_response_gradient(
                            backward.gradient.baseAddress! + strip.start, input,
                            backward.output.baseAddress! + strip.start, groups.size, groups.inner, below,
                            above, factor, exponent, bases, products, target, strip.lanes)
                    }
                }
            })
    }
}
