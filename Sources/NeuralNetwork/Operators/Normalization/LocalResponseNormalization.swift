import Foundation
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
        let channels = shape[1]
        let plane = shape.dimensions.dropFirst(2).reduce(1, *)
        let before = (size - 1) / 2
        let after = size - 1 - before
        let factor = alpha / Float(size)
        let (beta, bias) = (beta, bias)
        /// Sums over the channels from `reachDown` below to `reachUp` above each one, at every position.
        @Sendable func windowed(
            _ reachDown: Int, _ reachUp: Int, _ value: (Int) -> Float, _ use: (Int, Float) -> Void
        ) {
            for item in 0..<shape[0] {
                for channel in 0..<channels {
                    let low = max(channel - reachDown, 0)
                    let high = min(channel, Int.max - reachUp) + reachUp
                    for position in 0..<plane {
                        var sum: Float = 0
                        for neighbour in low...min(high, channels - 1) {
                            sum += value((item * channels + neighbour) * plane + position)
                        }
                        use((item * channels + channel) * plane + position, sum)
                    }
                }
            }
        }
        return try PlainKernel(
            inputs: [shape], output: shape, in: context,
            compute: { inputs, output in
                windowed(before, after, { inputs[0][$0] * inputs[0][$0] }) { element, sum in
                    output[element] = inputs[0][element] * pow(bias + factor * sum, -beta)
                }
            },
            differentiate: { backward in
                let x = backward.inputs[0]
                var bases = [Float](repeating: 0, count: x.count)
                windowed(before, after, { x[$0] * x[$0] }) { bases[$0] = bias + factor * $1 }
                let products = bases.indices.map {
                    backward.gradient[$0] * x[$0] * pow(bases[$0], -beta - 1)
                }
                windowed(after, before, { products[$0] }) { element, sum in
                    backward.target[element] =
                        backward.gradient[element] * pow(bases[element], -beta)
                        - 2 * factor * beta * x[element] * sum
                }
            })
    }
}
