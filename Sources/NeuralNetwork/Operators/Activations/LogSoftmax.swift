import CVectorLoops
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
        let groups = AxisGroups(shape, axes: [axis])!
        return try PlainKernel(
            inputs: [shape], output: shape, in: context,
            compute: { inputs, output in
                nonisolated(unsafe) let (input, output) = (inputs[0], output)
                let logarithms = groups.logarithmsOfSumsOfExponentials(input)
                logarithms.withUnsafeBufferPointer { logarithms in
                    nonisolated(unsafe) let logarithms = logarithms
                    groups.inRows { start, count, group, step in
                        loops_shift_row(
                            input.baseAddress! + start, logarithms.baseAddress! + group, step,
                            output.baseAddress! + start, count)
                    }
                }
            },
            differentiate: { backward in
                nonisolated(unsafe) let backward = backward
                groups.totals(LOOPS_SUM, of: backward.gradient).withUnsafeBufferPointer { sums in
                    nonisolated(unsafe) let sums = sums
                    groups.inRows { start, count, group, step in
                        loops_softmax_gradient_row(
                            backward.gradient.baseAddress! + start, backward.output.baseAddress! + start,
                            sums.baseAddress! + group, step, backward.target.baseAddress! + start, count)
                    }
                }
            })
    }
}
