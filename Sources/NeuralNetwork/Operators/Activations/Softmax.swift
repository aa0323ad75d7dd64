import COneDNN
import Tensors
import Words

/// exp(x) / Σexp(x) along one axis.
public struct Softmax: AxisFunction {
    public let axis: Int

    public init(axis: Int = 1) {
        self.axis = axis
    }

    public var summary: Words { "Softmax" }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        try SoftmaxKernel(axis: axis, shape: inputs[0].shape, in: context)
    }
}

private final class SoftmaxKernel: Kernel {
    let output: MemoryDescriptor
    private let context: ComputeContext
    private let forwardPass: Primitive
    private let backwardPass: Primitive

    init(axis: Int, shape: Shape, in context: ComputeContext) throws(EngineError) {
        self.context = context
        let layout = try context.plainLayout(shape)
        output = layout
        let forward = try PrimitiveDescriptor(.make(.softmax)) {
            onednn_softmax_forward(&$0, context.engine, layout.handle, Int32(axis), context.attributes)
        }
        forwardPass = try Primitive(forward)
        backwardPass = try Primitive(
            PrimitiveDescriptor(.makeGradient(of: .softmax)) {
                onednn_softmax_backward(
                    &$0, context.engine, layout.handle, Int32(axis), forward.handle, context.attributes)
            })
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        let result = try context.allocate(output)
        try forwardPass.execute(
            context, (DNNL_ARG_SRC, try context.convert(inputs[0], to: output)), (DNNL_ARG_DST, result))
        return KernelResult(result)
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        let target = try context.allocate(output)
        try backwardPass.execute(
            context, (DNNL_ARG_DST, result.output),
            (DNNL_ARG_DIFF_DST, try context.convert(gradient, to: output)),
            (DNNL_ARG_DIFF_SRC, target))
        return target
    }
}
