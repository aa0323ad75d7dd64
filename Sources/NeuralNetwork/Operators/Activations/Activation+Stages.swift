import COneDNN

extension Activation {
    /// One of oneDNN's elementwise functions with its two settings.
    struct Stage {
        let algorithm: dnnl_alg_kind_t
        let alpha: Float
        let beta: Float
        /// The form of the function with its derivative taken at the output, where the library has one.
        let algorithmFromOutput: dnnl_alg_kind_t?

        init(_ algorithm: dnnl_alg_kind_t, _ alpha: Float, _ beta: Float, fromOutput: dnnl_alg_kind_t? = nil)
        {
            self.algorithm = algorithm
            self.alpha = alpha
            self.beta = beta
            algorithmFromOutput = fromOutput
        }
    }

    /// The elementwise functions of oneDNN that make this one in turn, first applied first; nil where the library
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
}
