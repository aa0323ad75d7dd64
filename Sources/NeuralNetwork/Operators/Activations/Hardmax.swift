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
        let extent = shape[axis]
        let step = shape.dimensions[(axis + 1)...].reduce(1, *)
        return try PlainKernel(
            inputs: [shape], output: shape, in: context,
            compute: { inputs, output in
                output.update(repeating: 0)
                guard extent > 0 else { return }
                for block in 0..<shape.count / (extent * step) {
                    for lane in 0..<step {
                        let first = block * extent * step + lane
                        let line = stride(from: first, to: first + extent * step, by: step)
                        output[line.max { inputs[0][$0] < inputs[0][$1] }!] = 1
                    }
                }
            },
            differentiate: { $0.target.update(repeating: 0) })
    }
}
