import COneDNN
import Tensors

/// A convolution compiled for one input layout, by Winograd's algorithm or directly, whichever was measured faster.
final class ConvolutionKernel: Kernel {
    let output: MemoryDescriptor
    private let operation: Convolution
    private let context: ComputeContext
    private let geometry: ConvolutionGeometry
    private let source: MemoryDescriptor
    private let primitive: Primitive
    private let weights: Memory
    private let bias: Memory?
    /// An activation that could not be fused, because its derivative needs its input.
    private let separateActivation: ActivationKernel?
    private var backwardPass: BackwardConvolution?
    private var activationGradient: FusedActivationGradient?

    init(_ operation: Convolution, input: MemoryDescriptor, in context: ComputeContext) throws(EngineError) {
        self.operation = operation
        self.context = context
        let geometry = ConvolutionGeometry(operation, input: input.shape)
        self.geometry = geometry
        let canFuse = operation.activation.map(\.hasDerivativeFromOutput) ?? true
        let fused = canFuse ? operation.activation : nil
        let key = geometry.key(direction: "forward", activation: fused)
        let candidate = try context.choices.fastest(key, of: geometry.algorithms, in: context) {
            (algorithm) throws(EngineError) in
            try ForwardConvolution(geometry, operation, algorithm, fused: fused, in: context)
        }
        primitive = candidate.primitive
        source = candidate.source
        output = candidate.output
        weights = candidate.weights
        bias = candidate.bias
        separateActivation =
            try canFuse
            ? nil
            : operation.activation.map { (activation) throws(EngineError) in
                try ActivationKernel(activation, layout: candidate.output, in: context)
            }
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        let result = KernelResult(try sum(inputs[0]))
        return try separateActivation?.forward([result.output]) ?? result
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        var gradient = gradient
        if let separateActivation {
            gradient = try separateActivation.backward(
                gradient, toInput: 0, inputs: [try sum(inputs[0])], result: result)
        } else if let activation = operation.activation {
            if activationGradient == nil {
                activationGradient = try FusedActivationGradient(activation, layout: output, in: context)
            }
            gradient = try activationGradient!(gradient, output: result.output)
        }
        if backwardPass == nil {
            let key = geometry.key(direction: "backward", activation: nil)
            backwardPass = try context.choices.fastest(key, of: geometry.algorithms, in: context) {
                (algorithm) throws(EngineError) in
                try BackwardConvolution(geometry, operation, algorithm, in: context)
            }
        }
        return try backwardPass!.run(gradient)
    }

    /// The convolution with its bias and what is fused into it.
    private func sum(_ input: Memory) throws(EngineError) -> Memory {
        let result = try context.allocate(output)
        var arguments = [
            (DNNL_ARG_SRC, try context.convert(input, to: source)), (DNNL_ARG_WEIGHTS, weights),
            (DNNL_ARG_DST, result),
        ]
        if let bias { arguments.append((DNNL_ARG_BIAS, bias)) }
        try primitive.execute(context, arguments)
        return result
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

    /// - Parameter input: a shape for which ``Convolution/outputShape(of:)`` gives an answer.
    init(_ operation: Convolution, input: Shape) {
        guard let output = try? operation.outputShape(of: [input]),
            let placement = try? operation.window.place(over: [input[2], input[3]])
        else { preconditionFailure("the graph's shapes were checked when it was built") }
        self.input = input
        self.output = output
        groups = operation.groups
        let shape = operation.weights.shape
        weights =
            groups == 1
            ? shape : [groups, shape[0] / groups, shape[1], shape[2], shape[3]]
        strides = operation.window.stride.map(Int64.init)
        dilates = operation.window.dilation.map { Int64($0 - 1) }
        before = placement.before.map(Int64.init)
        after = placement.after.map(Int64.init)
        hasBias = operation.bias != nil
    }

    /// Winograd's algorithm where it can apply, and the direct one.
    var algorithms: [ConvolutionAlgorithm] {
        let isWinograd =
            groups == 1 && weights[2] == 3 && weights[3] == 3 && strides == [1, 1] && dilates == [0, 0]
            && input[1] >= 16
        return isWinograd ? [.direct, .winograd] : [.direct]
    }

    func key(direction: String, activation: Activation?) -> String {
        let parts: [Any] = [
            direction, input, weights, strides, dilates, before, after, hasBias, activation?.name ?? "",
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

/// A forward convolution by one algorithm.
private final class ForwardConvolution: TimedCandidate {
    let primitive: Primitive
    let source: MemoryDescriptor
    let output: MemoryDescriptor
    let weights: Memory
    let bias: Memory?

    init(
        _ geometry: ConvolutionGeometry, _ operation: Convolution, _ algorithm: ConvolutionAlgorithm,
        fused: Activation?, in context: ComputeContext
    ) throws(EngineError) {
        let source = try MemoryDescriptor.any(geometry.input)
        let weights = try MemoryDescriptor.any(geometry.weights)
        let output = try MemoryDescriptor.any(geometry.output)
        let bias = try geometry.hasBias ? MemoryDescriptor.plain([geometry.output[1]]) : nil
        let attributes = try FusedAttributes(fused)
        let descriptor = try PrimitiveDescriptor("make a convolution") {
            onednn_convolution_forward(
                &$0, context.engine, dnnl_forward_inference, algorithm.kind, source.handle, weights.handle,
                bias?.handle, output.handle, geometry.strides, geometry.dilates, geometry.before,
                geometry.after,
                attributes.handle)
        }
        primitive = try Primitive(descriptor)
        self.source = descriptor.layout(dnnl_query_src_md, geometry.input.dimensions)!
        self.output = descriptor.layout(dnnl_query_dst_md, geometry.output.dimensions)!
        let layout = descriptor.layout(dnnl_query_weights_md, geometry.weights.dimensions)!
        self.weights = try context.weights(operation.weights, as: geometry.weights, in: layout)
        self.bias = try operation.bias.map { (tensor) throws(EngineError) in
            try context.weights(tensor, as: [tensor.count], in: context.plainLayout([tensor.count]))
        }
    }

    func run(in context: ComputeContext) throws(EngineError) {
        var arguments = [
            (DNNL_ARG_SRC, try context.allocate(source)), (DNNL_ARG_WEIGHTS, weights),
            (DNNL_ARG_DST, try context.allocate(output)),
        ]
        if let bias { arguments.append((DNNL_ARG_BIAS, bias)) }
        try primitive.execute(context, arguments)
    }
}

/// The gradient of a convolution with respect to its input, by one algorithm.
private final class BackwardConvolution: TimedCandidate {
    private let primitive: Primitive
    private let source: MemoryDescriptor
    private let output: MemoryDescriptor
    private let weights: Memory
    private let context: ComputeContext

    init(
        _ geometry: ConvolutionGeometry, _ operation: Convolution, _ algorithm: ConvolutionAlgorithm,
        in context: ComputeContext
    ) throws(EngineError) {
        self.context = context
        let source = try MemoryDescriptor.any(geometry.input)
        let weights = try MemoryDescriptor.any(geometry.weights)
        let output = try MemoryDescriptor.any(geometry.output)
        let hint = try PrimitiveDescriptor("make a convolution") {
            onednn_convolution_forward(
                &$0, context.engine, dnnl_forward_training, algorithm.kind, source.handle, weights.handle,
                nil,
                output.handle, geometry.strides, geometry.dilates, geometry.before, geometry.after,
                context.attributes)
        }
        let descriptor = try PrimitiveDescriptor("make the gradient of a convolution") {
            onednn_convolution_backward_data(
                &$0, context.engine, algorithm.kind, source.handle, weights.handle, output.handle,
                geometry.strides, geometry.dilates, geometry.before, geometry.after, hint.handle,
                context.attributes)
        }
        primitive = try Primitive(descriptor)
        self.source = descriptor.layout(dnnl_query_diff_src_md, geometry.input.dimensions)!
        self.output = descriptor.layout(dnnl_query_diff_dst_md, geometry.output.dimensions)!
        let layout = descriptor.layout(dnnl_query_weights_md, geometry.weights.dimensions)!
        self.weights = try context.weights(operation.weights, as: geometry.weights, in: layout)
    }

    func run(_ gradient: Memory) throws(EngineError) -> Memory {
        let result = try context.allocate(source)
        try primitive.execute(
            context, (DNNL_ARG_DIFF_DST, try context.convert(gradient, to: output)),
            (DNNL_ARG_WEIGHTS, weights),
            (DNNL_ARG_DIFF_SRC, result))
        return result
    }

    func run(in context: ComputeContext) throws(EngineError) {
        _ = try run(context.allocate(output))
    }
}

/// Attributes that fuse an activation into a primitive.
private final class FusedAttributes {
    let handle: dnnl_primitive_attr_t

    init(_ activation: Activation?) throws(EngineError) {
        handle = try ComputeContext.makeAttributes()
        guard let activation else { return }
        var operations: dnnl_post_ops_t?
        try check(dnnl_post_ops_create(&operations), "fuse an activation")
        defer { dnnl_post_ops_destroy(operations) }
        for stage in activation.stages {
            try check(
                onednn_append_eltwise(operations, stage.algorithm, stage.alpha, stage.beta),
                "fuse an activation")
        }
        try check(dnnl_primitive_attr_set_post_ops(handle, operations), "fuse an activation")
    }

    deinit { dnnl_primitive_attr_destroy(handle) }
}
