import COneDNN
import Tensors

/// A convolution compiled for one input layout, by Winograd's algorithm or directly, whichever was measured faster.
final class ConvolutionKernel: Kernel {
    let output: MemoryDescriptor
    private let operation: Convolution
    private let context: ComputeContext
    private let geometry: ConvolutionGeometry
    private let forwardPass: ForwardConvolution
    /// An activation that could not be fused, because its derivative needs its input.
    private let separateActivation: (any Kernel)?
    private var backwardPass: BackwardConvolution?
    private var activationGradient: FusedActivationGradient?

    init(_ operation: Convolution, input: MemoryDescriptor, in context: ComputeContext) throws(EngineError) {
        self.operation = operation
        self.context = context
        let geometry = ConvolutionGeometry(operation, input: input.shape)
        self.geometry = geometry
        let canFuse = operation.activation.map(\.hasDerivativeFromOutput) ?? true
        let fused = canFuse ? operation.activation : nil
        let key = geometry.key(direction: "forward")
        forwardPass = try context.choices.fastest(
            key, smaller: geometry.keyOfOne(direction: "forward"),
            of: geometry.algorithms, in: context
        ) {
            (algorithm) throws(EngineError) in
            try ForwardConvolution(geometry, operation, algorithm, fused: fused, in: context)
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
        let result = KernelResult(try forwardPass.run(inputs[0]))
        return try separateActivation?.forward([result.output]) ?? result
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        var gradient = gradient
        if let separateActivation {
            gradient = try separateActivation.backward(
                gradient, toInput: 0, inputs: [try forwardPass.run(inputs[0])], result: result)
        } else if let activation = operation.activation {
            if activationGradient == nil {
                activationGradient = try FusedActivationGradient(activation, layout: output, in: context)
            }
            gradient = try activationGradient!(gradient, output: result.output)
        }
        if backwardPass == nil {
            let key = geometry.key(direction: "backward")
            backwardPass = try context.choices.fastest(
                key, smaller: geometry.keyOfOne(direction: "backward"),
                of: geometry.algorithms,
                in: context
            ) { (algorithm) throws(EngineError) in
                try BackwardConvolution(geometry, operation, algorithm, in: context)
            }
        }
        return try backwardPass!.run(gradient)
    }
}

/// The numbers that identify a convolution to oneDNN.
struct ConvolutionGeometry {
    let input: Shape
    let output: Shape
    /// With a leading axis of groups where there is more than one.
    let weights: Shape
    let strides: [Int64]
    let dilates: [Int64]
    let before: [Int64]
    let after: [Int64]
    let hasBias: Bool
    private let groups: Int
    private let operation: Convolution

    /// - Parameter input: a shape for which ``Convolution/outputShape(of:)`` gives an answer.
    init(_ operation: Convolution, input: Shape) {
        let output = checked(try operation.outputShape(of: [input]))
        let placement = checked(try operation.window.place(over: Array(input.dimensions.dropFirst(2))))
        self.operation = operation
        self.input = input
        self.output = output
        groups = operation.groups
        let shape = operation.weights.shape
        weights =
            groups == 1
            ? shape : Shape([groups, shape[0] / groups] + shape.dimensions.dropFirst())
        strides = operation.window.stride.map(Int64.init)
        dilates = operation.window.dilation.map { Int64($0 - 1) }
        before = placement.before.map(Int64.init)
        after = placement.after.map(Int64.init)
        hasBias = operation.bias != nil
    }

    /// Winograd's algorithm where it can apply, and the direct one.
    var algorithms: [ConvolutionAlgorithm] {
        let isWinograd =
            groups == 1 && weights.dimensions.dropFirst(2) == [3, 3] && strides == [1, 1]
            && dilates == [0, 0]
            && input[1] >= 16
        return isWinograd ? [.direct, .winograd] : [.direct]
    }

    /// The key of the same for a single item, or nil where it is one.
    func keyOfOne(direction: String) -> String? {
        input[0] > 1 ? withBatch(1).key(direction: direction) : nil
    }

    /// The same for another number of items.
    func withBatch(_ batch: Int) -> ConvolutionGeometry {
        ConvolutionGeometry(operation, input: input.withBatch(batch))
    }

    func key(direction: String) -> String {
        let parts: [Any] = [
            direction, input, weights, strides, dilates, before, after, hasBias,
        ]
        return parts.map { "\($0)" }.joined(separator: " ")
    }
}

/// How oneDNN is to compute a convolution.
enum ConvolutionAlgorithm: String, Codable, Sendable {
    case direct, winograd

    var kind: dnnl_alg_kind_t {
        switch self {
        case .direct: dnnl_convolution_direct
        case .winograd: dnnl_convolution_winograd
        }
    }
}
