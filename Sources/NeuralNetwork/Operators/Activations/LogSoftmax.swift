import Foundation
import Tensors
import Words

/// x − ln Σexp(x) along one axis.
public struct LogSoftmax: AxisFunction {
    public let axis: Int

    public init(axis: Int = 1) {
        self.axis = axis
    }

    public var summary: Words { "Log-softmax" }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let shape = inputs[0].shape
        let kept = Shape(shape.dimensions.enumerated().map { $0.offset == axis ? 1 : $0.element })
        let groups = Broadcast(kept, shape, output: shape)
        let count = kept.count
        return try PlainKernel(
            inputs: [shape], output: shape, in: context,
            compute: { inputs, output in
                var peaks = [Float](repeating: -.infinity, count: count)
                groups.forEach { group, element, _ in peaks[group] = max(peaks[group], inputs[0][element]) }
                var sums = [Double](repeating: 0, count: count)
                groups.forEach { group, element, _ in
                    sums[group] += exp(Double(inputs[0][element] - peaks[group]))
                }
                let logarithms = sums.map { Float(log($0)) }
                groups.forEach { group, element, _ in
                    output[element] = inputs[0][element] - peaks[group] - logarithms[group]
                }
            },
            differentiate: { backward in
                var sums = [Double](repeating: 0, count: count)
                groups.forEach { group, element, _ in sums[group] += Double(backward.gradient[element]) }
                groups.forEach { group, element, _ in
                    backward.target[element] =
                        backward.gradient[element] - exp(backward.output[element]) * Float(sums[group])
                }
            })
    }
}
