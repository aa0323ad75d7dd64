import COneDNN
import Tensors

/// A transposed convolution by the code of the convolution of which it is the gradient, whose own output is then the
/// gradient of this.
final class TransposedConvolutionKernel: Kernel {
    let output: MemoryDescriptor
    private let convolution: Convolution
    let geometry: ConvolutionGeometry
    private let context: ComputeContext
    private let forwardPass: any ConvolutionPass
    private let bias: (sum: Primitive, values: Memory)?
    private var backwardPass: (any ConvolutionPass)?

    /// - Parameters:
    ///   - convolution: from the output to the input, without bias.
    ///   - output: a shape of which the convolution makes the input's.
    init(
        gradientOf convolution: Convolution, output: Shape, bias: Tensor?, in context: ComputeContext
    ) throws(EngineError) {
        self.convolution = convolution
        self.context = context
        let geometry = ConvolutionGeometry(convolution, input: output)
        self.geometry = geometry
        let forwardPass = try ConvolutionKernel.gradientPass(
            of: convolution, geometry, activation: nil, layout: .any(geometry.output), in: context)
        self.forwardPass = forwardPass
        let layout = forwardPass.output
        self.output = layout
        self.bias = try bias.map { (bias) throws(EngineError) in
            let shape = Shape([1, output[1]] + output.dimensions.dropFirst(2).map { _ in 1 })
            let values = try context.weights(bias, as: shape, in: context.layout(shape, besides: layout))
            let sum = try Primitive(
                PrimitiveDescriptor(.merge) {
                    onednn_binary(
                        &$0, context.engine, dnnl_binary_add, layout.handle, values.descriptor.handle,
                        layout.handle, context.attributes)
                })
            return (sum, values)
        }
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        let result = try forwardPass.run(inputs[0], besides: nil)
        if let bias {
            try bias.sum.execute(
                context, (DNNL_ARG_SRC_0, result), (DNNL_ARG_SRC_1, bias.values), (DNNL_ARG_DST, result))
        }
        return KernelResult(result)
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        if backwardPass == nil {
            backwardPass = try ConvolutionKernel.forwardPass(
                convolution, geometry, ConvolutionTail(), in: context)
        }
        return try backwardPass!.run(gradient, besides: nil)
    }
}
