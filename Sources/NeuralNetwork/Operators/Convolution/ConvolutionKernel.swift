import COneDNN
import Tensors

/// A convolution compiled for one input layout, by Winograd's algorithm or directly, whichever was measured faster.
final class ConvolutionKernel: Kernel {
    let output: MemoryDescriptor
    private let operation: Convolution
    /// The activation, if the convolution's own code computes it.
    private let fused: Activation?
    private let context: ComputeContext
    private let geometry: ConvolutionGeometry
    private let forwardPass: any ConvolutionPass
    /// An activation that could not be fused, because its derivative needs its input.
    private let separateActivation: (any Kernel)?
    private var backwardPass: (any ConvolutionPass)?

    init(_ operation: Convolution, input: MemoryDescriptor, in context: ComputeContext) throws(EngineError) {
        self.operation = operation
        self.context = context
        let geometry = ConvolutionGeometry(operation, input: input.shape)
        self.geometry = geometry
        let canFuse = operation.activation.map(\.hasDerivativeFromOutput) ?? true
        let fused = canFuse ? operation.activation : nil
        self.fused = fused
        forwardPass = try ConvolutionAlgorithms(context.algorithms).fastest(geometry, .forward, in: context) {
            (algorithm) throws(EngineError) in
            switch algorithm {
            case .direct: try DirectConvolution(geometry, operation, fused: fused, in: context)
            case .winograd: try WinogradConvolution(geometry, operation, fused: fused, in: context)
            }
        }
        let layout = forwardPass.output
        output = layout
        separateActivation =
            try canFuse
            ? nil
            : operation.activation.map { (activation) throws(EngineError) in
                try activation.makeKernel(layout: layout, in: context)
            }
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        let result = KernelResult(try forwardPass.run(inputs[0], activated: nil))
        return try separateActivation?.forward([result.output]) ?? result
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        var gradient = gradient
        if let separateActivation {
            gradient = try separateActivation.backward(
                gradient, toInput: 0, inputs: [try forwardPass.run(inputs[0], activated: nil)], result: result
            )
        }
        if backwardPass == nil {
            backwardPass = try ConvolutionAlgorithms(context.algorithms).fastest(
                geometry, .backward, in: context
            ) {
                (algorithm) throws(EngineError) in
                switch algorithm {
                case .direct:
                    try DirectConvolution(
                        gradientOf: operation, geometry, fused: fused, layout: output, in: context)
                case .winograd:
                    try WinogradConvolution(gradientOf: operation, geometry, fused: fused, in: context)
                }
            }
        }
        return try backwardPass!.run(gradient, activated: result.output)
    }
}

/// A convolution, or its gradient with respect to its input, by one algorithm.
protocol ConvolutionPass {
    var input: MemoryDescriptor { get }
    var output: MemoryDescriptor { get }
    /// - Parameters:
    ///   - memory: in any layout.
    ///   - activated: for a gradient, what the convolution with its activation put out.
    /// - Returns: in the layout ``output``.
    func run(_ memory: Memory, activated: Memory?) throws(EngineError) -> Memory
}
