import Words

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

    /// One of each case, and of those that another setting gives another name.
    public static let examples: [Activation] =
        [
            .relu, .relu6, .leakyRelu(slope: 0.1), .thresholdedRelu(threshold: 1),
            .clip(minimum: 0, maximum: 1), .sigmoid, .tanh, .silu, .hardSigmoid(),
            .hardSigmoid(slope: 0.2), .hardSwish, .elu(alpha: 1), .elu(alpha: 2), .selu(), .celu(alpha: 1),
            .celu(alpha: 2), .gelu, .geluTanh, .softplus, .softsign, .mish, .exponential, .logSigmoid,
            .softShrink(threshold: 0.5), .hardShrink(threshold: 0.5), .tanhShrink, .squareplus(4),
            .sparsePlus,
        ] + ElementwiseFunction.allCases.map(Activation.function)

    /// The field's name.
    public var name: Words {
        switch self {
        case .relu: Words(verbatim: "ReLU")
        case .relu6: Words(verbatim: "ReLU6")
        case .leakyRelu(let slope): "Leaky ReLU (\(slope))"
        case .thresholdedRelu(let threshold): "Thresholded ReLU (\(threshold))"
        case .clip(let minimum, let maximum): "Clip (\(minimum) to \(maximum))"
        case .sigmoid: "Sigmoid"
        case .tanh: "Tanh"
        case .silu: Words(verbatim: "SiLU")
        case .hardSigmoid(let slope, let offset):
            self == .hardSigmoid() ? "Hard sigmoid" : "Hard sigmoid (\(slope)·x + \(offset))"
        case .hardSwish: "Hard swish"
        case .elu(let alpha): alpha == 1 ? Words(verbatim: "ELU") : "ELU (\(alpha))"
        case .selu: Words(verbatim: "SELU")
        case .celu(let alpha): alpha == 1 ? Words(verbatim: "CELU") : "CELU (\(alpha))"
        case .gelu: Words(verbatim: "GELU")
        case .geluTanh: Words(verbatim: "GELU (tanh)")
        case .softplus: "Softplus"
        case .softsign: "Softsign"
        case .mish: Words(verbatim: "Mish")
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

    /// Whether it is a rectifier: ReLU, ReLU6 and other clippings from zero.
    public var isRectifier: Bool {
        switch self {
        case .relu, .relu6: true
        case .clip(let minimum, _): minimum == 0
        default: false
        }
    }
}
