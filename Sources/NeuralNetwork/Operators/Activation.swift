import COneDNN
import Tensors

/// A function applied to every element.
public enum Activation: Sendable, Hashable {
    case relu
    /// min(max(x, 0), 6)
    case relu6
    /// x for x > 0, slope·x else.
    case leakyRelu(slope: Float)
    case sigmoid
    case tanh
    /// x·sigmoid(x), also called swish.
    case silu
    /// min(max(x + 3, 0), 6) / 6
    case hardSigmoid
    /// x·hardSigmoid(x)
    case hardSwish

    /// The field's name.
    public var name: String {
        switch self {
        case .relu: "ReLU"
        case .relu6: "ReLU6"
        case .leakyRelu(let slope): "Leaky ReLU (\(slope))"
        case .sigmoid: "Sigmoid"
        case .tanh: "Tanh"
        case .silu: "SiLU"
        case .hardSigmoid: "Hard sigmoid"
        case .hardSwish: "Hard swish"
        }
    }

    /// One of oneDNN's elementwise functions with its two settings.
    struct Stage {
        let algorithm: dnnl_alg_kind_t
        let alpha: Float
        let beta: Float
        /// The form of the function whose derivative is taken at the output, where the library has one.
        let algorithmFromOutput: dnnl_alg_kind_t?

        init(_ algorithm: dnnl_alg_kind_t, _ alpha: Float, _ beta: Float, fromOutput: dnnl_alg_kind_t? = nil)
        {
            self.algorithm = algorithm
            self.alpha = alpha
            self.beta = beta
            algorithmFromOutput = fromOutput
        }
    }

    /// The elementwise functions whose composition is this one, first applied first.
    var stages: [Stage] {
        switch self {
        case .relu: [Stage(dnnl_eltwise_relu, 0, 0, fromOutput: dnnl_eltwise_relu_use_dst_for_bwd)]
        case .relu6: [Stage(dnnl_eltwise_clip_v2, 0, 6, fromOutput: dnnl_eltwise_clip_v2_use_dst_for_bwd)]
        case .leakyRelu(let slope):
            // The derivative can be read off the output only while the function keeps the sign.
            [
                Stage(
                    dnnl_eltwise_relu, slope, 0,
                    fromOutput: slope > 0 ? dnnl_eltwise_relu_use_dst_for_bwd : nil)
            ]
        case .sigmoid: [Stage(dnnl_eltwise_logistic, 0, 0, fromOutput: dnnl_eltwise_logistic_use_dst_for_bwd)]
        case .tanh: [Stage(dnnl_eltwise_tanh, 0, 0, fromOutput: dnnl_eltwise_tanh_use_dst_for_bwd)]
        case .silu: [Stage(dnnl_eltwise_swish, 1, 0)]
        case .hardSigmoid:
            [
                Stage(dnnl_eltwise_linear, 1.0 / 6, 0.5),
                Stage(dnnl_eltwise_clip_v2, 0, 1, fromOutput: dnnl_eltwise_clip_v2_use_dst_for_bwd),
            ]
        case .hardSwish: [Stage(dnnl_eltwise_hardswish, onednn_hardswish_alpha, onednn_hardswish_beta)]
        }
    }

    /// Whether the derivative can be computed from the output alone, so that the input need not be kept.
    var hasDerivativeFromOutput: Bool { stages.allSatisfy { $0.algorithmFromOutput != nil } }
}

/// A layer that applies an activation to its input.
public struct ActivationLayer: Operator {
    public let activation: Activation

    public init(_ activation: Activation) {
        self.activation = activation
    }

    public var kind: LayerKind { .activation }
    public var summary: String { activation.name }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape { try inputs.single() }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        try ActivationKernel(activation, layout: inputs[0], in: context)
    }
}

/// The stages of an activation, one primitive each.
final class ActivationKernel: Kernel {
    let output: MemoryDescriptor
    private let context: ComputeContext
    private let stages: [(forward: Primitive, backward: Primitive)]

    init(_ activation: Activation, layout: MemoryDescriptor, in context: ComputeContext) throws(EngineError) {
        output = layout
        self.context = context
        var stages: [(Primitive, Primitive)] = []
        for stage in activation.stages {
            let forward = try PrimitiveDescriptor("make \(activation.name)") {
                onednn_eltwise_forward(
                    &$0, context.engine, stage.algorithm, layout.handle, stage.alpha, stage.beta,
                    context.attributes)
            }
            let backward = try PrimitiveDescriptor("make the gradient of \(activation.name)") {
                onednn_eltwise_backward(
                    &$0, context.engine, stage.algorithm, layout.handle, stage.alpha, stage.beta,
                    forward.handle,
                    context.attributes)
            }
            stages.append((try Primitive(forward), try Primitive(backward)))
        }
        self.stages = stages
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        KernelResult(try values(from: inputs[0]).last!)
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        let sources = stages.count == 1 ? [inputs[0]] : [inputs[0]] + (try values(from: inputs[0]).dropLast())
        var gradient = try context.convert(gradient, to: output)
        for (stage, source) in zip(stages, sources).reversed() {
            let next = try context.allocate(output)
            try stage.backward.execute(
                context, (DNNL_ARG_SRC, try context.convert(source, to: output)),
                (DNNL_ARG_DIFF_DST, gradient), (DNNL_ARG_DIFF_SRC, next))
            gradient = next
        }
        return gradient
    }

    /// The output of every stage.
    private func values(from input: Memory) throws(EngineError) -> [Memory] {
        var values: [Memory] = []
        var current = try context.convert(input, to: output)
        for stage in stages {
            let next = try context.allocate(output)
            try stage.forward.execute(context, (DNNL_ARG_SRC, current), (DNNL_ARG_DST, next))
            values.append(next)
            current = next
        }
        return values
    }
}

/// The derivative of an activation fused into the operation before it, taken at the activation's output.
final class FusedActivationGradient {
    private let context: ComputeContext
    private let layout: MemoryDescriptor
    private let primitive: Primitive

    /// - Parameter activation: one with ``Activation/hasDerivativeFromOutput``.
    init(_ activation: Activation, layout: MemoryDescriptor, in context: ComputeContext) throws(EngineError) {
        precondition(activation.stages.count == 1 && activation.hasDerivativeFromOutput)
        self.context = context
        self.layout = layout
        let stage = activation.stages[0]
        let forward = try PrimitiveDescriptor("make \(activation.name)") {
            onednn_eltwise_forward(
                &$0, context.engine, stage.algorithmFromOutput!, layout.handle, stage.alpha, stage.beta,
                context.attributes)
        }
        primitive = try Primitive(
            PrimitiveDescriptor("make the gradient of \(activation.name)") {
                onednn_eltwise_backward(
                    &$0, context.engine, stage.algorithmFromOutput!, layout.handle, stage.alpha, stage.beta,
                    forward.handle, context.attributes)
            })
    }

    func callAsFunction(_ gradient: Memory, output: Memory) throws(EngineError) -> Memory {
        let result = try context.allocate(layout)
        try primitive.execute(
            context, (DNNL_ARG_DST, output), (DNNL_ARG_DIFF_DST, try context.convert(gradient, to: layout)),
            (DNNL_ARG_DIFF_SRC, result))
        return result
    }
}
