import COneDNN
import Tensors

/// A convolution without an activation in training.
final class ConvolutionLearning: LearningKernel {
    private let kernel: ConvolutionKernel
    private let context: ComputeContext
    private var weightGradient: ConvolutionWeightGradient?

    var output: MemoryDescriptor { kernel.output }

    init(_ operation: Convolution, input: MemoryDescriptor, in context: ComputeContext) throws(EngineError) {
        kernel = try ConvolutionKernel(operation, input: input, in: context)
        self.context = context
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult { try kernel.forward(inputs) }

    func gradients(
        _ gradient: Memory, inputs: [Memory], result: KernelResult, wantsInputs: Bool
    ) throws(EngineError) -> LayerGradients {
        if weightGradient == nil {
            weightGradient = try ConvolutionWeightGradient(kernel.geometry, in: context)
        }
        return LayerGradients(
            inputs: wantsInputs
                ? [try kernel.backward(gradient, toInput: 0, inputs: inputs, result: result)] : [],
            parameters: try weightGradient!.run(source: inputs[0], gradient: gradient))
    }
}

/// A transposed convolution of which the kernel reaches all of the output, in training: the gradient of its weights is that of
/// the convolution the other way round.
final class TransposedConvolutionLearning: LearningKernel {
    private let kernel: TransposedConvolutionKernel
    private let hasBias: Bool
    private let context: ComputeContext
    private let weightGradient: ConvolutionWeightGradient
    private let channelSums: ChannelSums?

    var output: MemoryDescriptor { kernel.output }

    init(
        _ operation: TransposedConvolution, _ kernel: TransposedConvolutionKernel, input: Shape,
        in context: ComputeContext
    ) throws(EngineError) {
        self.kernel = kernel
        self.context = context
        hasBias = operation.bias != nil
        weightGradient = try ConvolutionWeightGradient(kernel.geometry, in: context)
        channelSums = operation.bias == nil ? nil : try ChannelSums(kernel.output.shape, in: context)
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult { try kernel.forward(inputs) }

    func gradients(
        _ gradient: Memory, inputs: [Memory], result: KernelResult, wantsInputs: Bool
    ) throws(EngineError) -> LayerGradients {
        var parameters = [try weightGradient.run(source: gradient, gradient: inputs[0])[0]]
        if let channelSums { parameters.append(try channelSums.run(gradient)) }
        return LayerGradients(
            inputs: wantsInputs
                ? [try kernel.backward(gradient, toInput: 0, inputs: inputs, result: result)] : [],
            parameters: parameters)
    }
}

/// The gradient of a convolution with respect to its weights and its bias.
final class ConvolutionWeightGradient {
    private let primitive: Primitive
    private let context: ComputeContext
    private let source, gradient, weights: MemoryDescriptor
    private let bias: MemoryDescriptor?

    init(_ geometry: ConvolutionGeometry, in context: ComputeContext) throws(EngineError) {
        self.context = context
        let bias = try geometry.hasBias ? MemoryDescriptor.plain([geometry.output[1]]) : nil
        self.bias = bias
        let descriptor = try ConvolutionLayouts.first(geometry) { (layouts) throws(EngineError) in
            let hint = try PrimitiveDescriptor(.make(.convolution)) {
                onednn_convolution_forward(
                    &$0, context.engine, dnnl_forward_training, dnnl_convolution_direct,
                    layouts.source.handle, layouts.weights.handle, bias?.handle, layouts.output.handle,
                    geometry.strides, geometry.dilates, geometry.before, geometry.after, context.attributes)
            }
            return try PrimitiveDescriptor(.makeGradient(of: .convolution)) {
                onednn_convolution_backward_weights(
                    &$0, context.engine, dnnl_convolution_direct, layouts.source.handle,
                    layouts.weights.handle, bias?.handle, layouts.output.handle, geometry.strides,
                    geometry.dilates, geometry.before, geometry.after, hint.handle, context.attributes)
            }
        }
        source = descriptor.layout(dnnl_query_src_md, geometry.input.dimensions)!
        gradient = descriptor.layout(dnnl_query_diff_dst_md, geometry.output.dimensions)!
        weights = descriptor.layout(dnnl_query_diff_weights_md, geometry.weights.dimensions)!
        primitive = try Primitive(descriptor)
    }

    /// - Parameters:
    ///   - source: what the convolution read.
    ///   - gradient: at what it put out.
    /// - Returns: that of the weights and, where there is a bias, of the bias.
    func run(source: Memory, gradient: Memory) throws(EngineError) -> [Memory] {
        let weights = try context.allocate(weights)
        var arguments = [
            (DNNL_ARG_SRC, try context.convert(source, to: self.source)),
            (DNNL_ARG_DIFF_DST, try context.convert(gradient, to: self.gradient)),
            (DNNL_ARG_DIFF_WEIGHTS, weights),
        ]
        var results = [weights]
        if let bias {
            let sums = try context.allocate(bias)
            arguments.append((DNNL_ARG_DIFF_BIAS, sums))
            results.append(sums)
        }
        try primitive.execute(context, arguments)
        return results
    }
}
