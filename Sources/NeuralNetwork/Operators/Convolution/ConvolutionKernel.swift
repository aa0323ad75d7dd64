import COneDNN
import Tensors

/// What follows a convolution's sum.
struct ConvolutionTail {
    /// Whether another input of the output's shape is added to the sum.
    var adds = false
    /// Applied after that, or nil.
    var activation: Activation?

    var isEmpty: Bool { !adds && activation == nil }
}

/// A convolution, or its gradient with respect to its input, by one algorithm.
protocol ConvolutionPass {
    var input: MemoryDescriptor { get }
    var output: MemoryDescriptor { get }
    /// What it computes of the convolution's tail, or of its gradient.
    var tail: ConvolutionTail { get }
    /// The layout of what it needs besides the input, or nil.
    var other: MemoryDescriptor? { get }
    /// - Parameters:
    ///   - memory: in any layout.
    ///   - other: what is added to the sum; for a gradient, what the activation put out. Nil where ``tail`` is empty.
    /// - Returns: in the layout ``output``.
    func run(_ memory: Memory, besides other: Memory?) throws(EngineError) -> Memory
}

/// A convolution compiled for one input layout, by Winograd's algorithm where that applies, or directly.
final class ConvolutionKernel: Kernel {
    let output: MemoryDescriptor
    private let operation: Convolution
    private let tail: ConvolutionTail
    private let context: ComputeContext
    let geometry: ConvolutionGeometry
    private let forwardPass: any ConvolutionPass
    private let activation: ActivationTail?
    private var sumPass: (any ConvolutionPass)?
    private var backwardPass: (any ConvolutionPass)?

    /// - Parameters:
    ///   - adds: whether a second input of the output's shape is added before the activation.
    ///   - input: of bfloat16, where no gradient is asked for.
    init(
        _ operation: Convolution, adds: Bool = false, input: MemoryDescriptor, in context: ComputeContext
    ) throws(EngineError) {
        self.operation = operation
        self.context = context
        tail = ConvolutionTail(adds: adds, activation: operation.activation)
        geometry = ConvolutionGeometry(operation, input: input.shape)
        forwardPass =
            try input.elements == .bfloat16
            ? DirectConvolution(geometry, operation, tail, of: .bfloat16, in: context)
            : Self.forwardPass(operation, geometry, tail, in: context)
        let layout = forwardPass.output
        output = layout
        activation = operation.activation.map { ActivationTail($0, layout: layout, in: context) }
    }

    /// A pass that computes as much of the tail as its algorithm can.
    static func forwardPass(
        _ operation: Convolution, _ geometry: ConvolutionGeometry, _ tail: ConvolutionTail,
        in context: ComputeContext
    ) throws(EngineError) -> any ConvolutionPass {
        if WinogradConvolution.applies(to: geometry, .forward) {
            return try WinogradConvolution(geometry, operation, tail, in: context)
        }
        do throws(EngineError) {
            return try DirectConvolution(geometry, operation, tail, in: context)
        } catch  where error.isUnimplemented && !tail.isEmpty {
            return try DirectConvolution(geometry, operation, ConvolutionTail(), in: context)
        }
    }

    /// A pass that computes the gradient with respect to the input.
    ///
    /// - Parameters:
    ///   - activation: one with ``Activation/bounds``, with a gradient that comes first; nil for none.
    ///   - layout: of what the convolution with its activation puts out.
    static func gradientPass(
        of operation: Convolution, _ geometry: ConvolutionGeometry, activation: Activation?,
        layout: MemoryDescriptor, in context: ComputeContext
    ) throws(EngineError) -> any ConvolutionPass {
        if WinogradConvolution.applies(to: geometry, .backward) {
            return try WinogradConvolution(
                gradientOf: operation, geometry, activation: activation, in: context)
        }
        return try DirectConvolution(
            gradientOf: operation, geometry, activation: activation, layout: layout, in: context)
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        let sum = try self.sum(inputs, by: forwardPass)
        guard let activation, forwardPass.tail.activation == nil else { return KernelResult(sum) }
        return try activation.forward(sum)
    }

    /// The convolution with what is added, and with the activation where the pass computes it.
    private func sum(_ inputs: [Memory], by pass: any ConvolutionPass) throws(EngineError) -> Memory {
        if pass.tail.adds { return try pass.run(inputs[0], besides: inputs[1]) }
        let sum = try pass.run(inputs[0], besides: nil)
        return try tail.adds ? context.sum(sum, inputs[1]) : sum
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        guard passesActivation else {
            let gradient = try gradientBeforeActivation(gradient, inputs, result)
            return try index == 1 ? gradient : makeBackwardPass().run(gradient, besides: nil)
        }
        return try makeBackwardPass().run(gradient, besides: result.output)
    }

    func backward(
        _ gradient: Memory, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> [Memory] {
        guard tail.adds else {
            return [try backward(gradient, toInput: 0, inputs: inputs, result: result)]
        }
        let sum = try gradientBeforeActivation(gradient, inputs, result)
        return [try makeBackwardPass().run(sum, besides: nil), sum]
    }

    /// Whether the pass back takes the gradient of the activation, too: what is added needs it by itself.
    private var passesActivation: Bool {
        !tail.adds && tail.activation?.bounds != nil
    }

    private func gradientBeforeActivation(
        _ gradient: Memory, _ inputs: [Memory], _ result: KernelResult
    ) throws(EngineError) -> Memory {
        guard let activation else { return gradient }
        return try activation.backward(gradient, result: result) { () throws(EngineError) in
            if sumPass == nil {
                sumPass =
                    try forwardPass.tail.activation == nil
                    ? forwardPass
                    : Self.forwardPass(
                        operation, geometry, ConvolutionTail(adds: tail.adds), in: context)
            }
            return try sum(inputs, by: sumPass!)
        }
    }

    private func makeBackwardPass() throws(EngineError) -> any ConvolutionPass {
        if let backwardPass { return backwardPass }
        let made = try Self.gradientPass(
            of: operation, geometry, activation: passesActivation ? tail.activation : nil, layout: output,
            in: context)
        backwardPass = made
        return made
    }
}
