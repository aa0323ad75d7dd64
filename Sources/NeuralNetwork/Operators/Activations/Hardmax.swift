import Tensors
import Words

/// 1 at the first maximum along one axis and 0 elsewhere; its gradient is 0.
public struct Hardmax: AxisFunction {
    public let axis: Int

    public init(axis: Int = 1) {
        self.axis = axis
    }

    public var summary: Words { "Hardmax" }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let shape = inputs[0].shape
        let groups = AxisGroups(shape, axes: [axis])!
        return try PlainKernel(
            inputs: [shape], output: shape, in: context,
            compute: { inputs, output in
                output.update(repeating: 0)
                nonisolated(unsafe) let (input, output) = (inputs[0], output)
                guard groups.size > 0 else { return }
                groups.inStrips { strip in
                    // The place of the greatest so far.
                    var best = (0..<strip.lanes).map { strip.start + $0 }
                    for row in 1..<max(groups.size, 1) {
                        let start = strip.start + row * groups.inner
                        for lane in 0..<strip.lanes where input[best[lane]] < input[start + lane] {
                            best[lane] = start + lane
                        }
                    }
                    for place in best { output[place] = 1 }
                }
            },
            differentiate: { $0.target.update(repeating: 0) })
    }
}
