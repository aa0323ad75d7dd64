import COneDNN
import Tensors

/// A convolution without an activation in training.
final class ConvolutionLearning: LearningKernel {
    private let kernel: ConvolutionKernel
    private let context: ComputeContext
    private var weightGradient: (any ConvolutionWeightGradient)?

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
            weightGradient = try kernel.geometry.weightGradient(in: context)
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
    private let weightGradient: any ConvolutionWeightGradient
    private let channelSums: ChannelSums?

    var output: MemoryDescriptor { kernel.output }

    init(
        _ operation: TransposedConvolution, _ kernel: TransposedConvolutionKernel, input: Shape,
        in context: ComputeContext
    ) throws(EngineError) {
        self.kernel = kernel
        self.context = context
        hasBias = operation.bias != nil
        weightGradient = try kernel.geometry.weightGradient(in: context)
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
