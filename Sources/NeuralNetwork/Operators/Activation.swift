import COneDNN
import Foundation
import Tensors

/// A function applied to every element.
public enum Activation: Sendable, Hashable {
    case relu
    /// min(max(x, 0), 6)
    case relu6
    /// x for x > 0, slope·x else.
    case leakyRelu(slope: Float)
    /// x for x > threshold, 0 else.
    case thresholdedRelu(threshold: Float)
    /// min(max(x, minimum), maximum); a bound may be infinite.
    case clip(minimum: Float, maximum: Float)
    case sigmoid
    case tanh
    /// x·sigmoid(x), also called swish.
    case silu
    /// min(max(slope·x + offset, 0), 1); PyTorch's and Keras 3's is min(max(x + 3, 0), 6) / 6.
    case hardSigmoid(slope: Float = 1.0 / 6, offset: Float = 0.5)
    /// x·hardSigmoid(x)
    case hardSwish
    /// x for x > 0, alpha·(eˣ − 1) else.
    case elu(alpha: Float)
    /// gamma·elu(x)
    case selu(alpha: Float = 1.6732632, gamma: Float = 1.0507010)
    /// x for x > 0, alpha·(exp(x / alpha) − 1) else.
    case celu(alpha: Float)
    /// x·Φ(x) with the error function.
    case gelu
    /// x·Φ(x) by the approximation with tanh.
    case geluTanh
    /// ln(1 + eˣ)
    case softplus
    /// x / (1 + |x|)
    case softsign
    /// x·tanh(softplus(x))
    case mish
    /// eˣ
    case exponential
    /// ln sigmoid(x)
    case logSigmoid
    /// x − threshold above the threshold, x + threshold below its negative, 0 between.
    case softShrink(threshold: Float)
    /// x where |x| is above the threshold, 0 else.
    case hardShrink(threshold: Float)
    /// x − tanh(x)
    case tanhShrink
    /// (x + √(x² + b)) / 2
    case squareplus(Float)
    /// 0 below −1, x above 1, (x + 1)² / 4 between.
    case sparsePlus
    /// A function of mathematics that is no activation by name.
    case function(ElementwiseFunction)

    /// The field's name.
    public var name: String {
        switch self {
        case .relu: "ReLU"
        case .relu6: "ReLU6"
        case .leakyRelu(let slope): "Leaky ReLU (\(slope))"
        case .thresholdedRelu(let threshold): "Thresholded ReLU (\(threshold))"
        case .clip(let minimum, let maximum): "Clip (\(minimum) to \(maximum))"
        case .sigmoid: "Sigmoid"
        case .tanh: "Tanh"
        case .silu: "SiLU"
        case .hardSigmoid(let slope, let offset):
            self == .hardSigmoid() ? "Hard sigmoid" : "Hard sigmoid (\(slope)·x + \(offset))"
        case .hardSwish: "Hard swish"
        case .elu(let alpha): alpha == 1 ? "ELU" : "ELU (\(alpha))"
        case .selu: "SELU"
        case .celu(let alpha): alpha == 1 ? "CELU" : "CELU (\(alpha))"
        case .gelu: "GELU"
        case .geluTanh: "GELU (tanh)"
        case .softplus: "Softplus"
        case .softsign: "Softsign"
        case .mish: "Mish"
        case .exponential: "Exponential"
        case .logSigmoid: "Log sigmoid"
        case .softShrink(let threshold): "Soft shrink (\(threshold))"
        case .hardShrink(let threshold): "Hard shrink (\(threshold))"
        case .tanhShrink: "Tanh shrink"
        case .squareplus: "Squareplus"
        case .sparsePlus: "Sparse plus"
        case .function(let function): function.name
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

    /// The elementwise functions of oneDNN whose composition is this one, first applied first; nil where the library
    /// does not have them.
    var stages: [Stage]? {
        switch self {
        case .relu: [Stage(dnnl_eltwise_relu, 0, 0, fromOutput: dnnl_eltwise_relu_use_dst_for_bwd)]
        case .relu6: Self.clip(minimum: 0, maximum: 6).stages
        case .clip(let minimum, let maximum):
            [
                Stage(
                    dnnl_eltwise_clip_v2, max(minimum, -.greatestFiniteMagnitude),
                    min(maximum, .greatestFiniteMagnitude), fromOutput: dnnl_eltwise_clip_v2_use_dst_for_bwd)
            ]
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
        case .hardSigmoid(let slope, let offset):
            [
                Stage(dnnl_eltwise_linear, slope, offset),
                Stage(dnnl_eltwise_clip_v2, 0, 1, fromOutput: dnnl_eltwise_clip_v2_use_dst_for_bwd),
            ]
        case .hardSwish: [Stage(dnnl_eltwise_hardswish, onednn_hardswish_alpha, onednn_hardswish_beta)]
        case .elu(let alpha):
            [
                Stage(
                    dnnl_eltwise_elu, alpha, 0, fromOutput: alpha > 0 ? dnnl_eltwise_elu_use_dst_for_bwd : nil
                )
            ]
        case .gelu: [Stage(dnnl_eltwise_gelu_erf, 0, 0)]
        case .geluTanh: [Stage(dnnl_eltwise_gelu_tanh, 0, 0)]
        case .exponential: [Stage(dnnl_eltwise_exp, 0, 0, fromOutput: dnnl_eltwise_exp_use_dst_for_bwd)]
        case .thresholdedRelu, .selu, .celu, .softplus, .softsign, .mish, .logSigmoid, .softShrink,
            .hardShrink, .tanhShrink, .squareplus, .sparsePlus, .function:
            nil
        }
    }

    /// The least and the greatest value of a function that only keeps x between two bounds around 0; else nil.
    var bounds: (low: Float, high: Float)? {
        switch self {
        case .relu: (0, .infinity)
        case .relu6: (0, 6)
        case .clip(let minimum, let maximum): minimum <= 0 && maximum >= 0 ? (minimum, maximum) : nil
        default: nil
        }
    }

    /// Whether the derivative can be computed from the output alone, so that the input need not be kept.
    var hasDerivativeFromOutput: Bool { stages?.allSatisfy { $0.algorithmFromOutput != nil } ?? false }

    /// The value and the derivative at x, for the functions that oneDNN does not have.
    var scalar: (value: @Sendable (Float) -> Float, derivative: @Sendable (Float) -> Float) {
        switch self {
        case .thresholdedRelu(let threshold): ({ $0 > threshold ? $0 : 0 }, { $0 > threshold ? 1 : 0 })
        case .selu(let alpha, let gamma):
            (
                { $0 > 0 ? gamma * $0 : gamma * alpha * expm1($0) },
                { $0 > 0 ? gamma : gamma * alpha * exp($0) }
            )
        case .celu(let alpha): ({ $0 > 0 ? $0 : alpha * expm1($0 / alpha) }, { $0 > 0 ? 1 : exp($0 / alpha) })
        case .softplus: ({ Self.softplus($0) }, { 1 / (1 + exp(-$0)) })
        case .softsign:
            (
                { $0 / (1 + abs($0)) },
                { x in
                    let scale = 1 + abs(x)
                    return 1 / (scale * scale)
                }
            )
        case .mish:
            (
                { $0 * Foundation.tanh(Self.softplus($0)) },
                { x in
                    let t = Foundation.tanh(Self.softplus(x))
                    return t + x * (1 - t * t) / (1 + exp(-x))
                }
            )
        case .logSigmoid: ({ -Self.softplus(-$0) }, { 1 / (1 + exp($0)) })
        case .softShrink(let threshold):
            (
                { $0 > threshold ? $0 - threshold : $0 < -threshold ? $0 + threshold : 0 },
                { abs($0) > threshold ? 1 : 0 }
            )
        case .hardShrink(let threshold):
            ({ abs($0) > threshold ? $0 : 0 }, { abs($0) > threshold ? 1 : 0 })
        case .tanhShrink:
            (
                { $0 - Foundation.tanh($0) },
                { x in
                    let t = Foundation.tanh(x)
                    return t * t
                }
            )
        case .squareplus(let b):
            ({ ($0 + ($0 * $0 + b).squareRoot()) / 2 }, { (1 + $0 / ($0 * $0 + b).squareRoot()) / 2 })
        case .sparsePlus:
            (
                { $0 <= -1 ? 0 : $0 < 1 ? ($0 + 1) * ($0 + 1) / 4 : $0 },
                { $0 <= -1 ? 0 : $0 < 1 ? ($0 + 1) / 2 : 1 }
            )
        case .function(let function): function.scalar
        default: preconditionFailure("\(name) is computed by oneDNN")
        }
    }

    private static func softplus(_ x: Float) -> Float { max(x, 0) + log1p(exp(-abs(x))) }
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
        try activation.makeKernel(layout: inputs[0], in: context)
    }
}
