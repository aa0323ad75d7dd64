import CVectorLoops

extension Activation {
    /// The function for vectors, for those that oneDNN does not have.
    var vectorized: VectorFunction {
        switch self {
        case .thresholdedRelu(let threshold): VectorFunction(LOOPS_THRESHOLDED_RELU, threshold)
        case .selu(let alpha, let gamma): VectorFunction(LOOPS_SELU, alpha, gamma)
        case .celu(let alpha): VectorFunction(LOOPS_CELU, alpha)
        case .softplus: VectorFunction(LOOPS_SOFTPLUS)
        case .softsign: VectorFunction(LOOPS_SOFTSIGN)
        case .mish: VectorFunction(LOOPS_MISH)
        case .logSigmoid: VectorFunction(LOOPS_LOG_SIGMOID)
        case .softShrink(let threshold): VectorFunction(LOOPS_SOFT_SHRINK, threshold)
        case .hardShrink(let threshold): VectorFunction(LOOPS_HARD_SHRINK, threshold)
        case .tanhShrink: VectorFunction(LOOPS_TANH_SHRINK)
        case .squareplus(let b): VectorFunction(LOOPS_SQUAREPLUS, b)
        case .sparsePlus: VectorFunction(LOOPS_SPARSE_PLUS)
        case .function(let function): function.vectorized
        case .relu, .relu6, .leakyRelu, .clip, .sigmoid, .tanh, .silu, .hardSigmoid, .hardSwish, .elu, .gelu,
            .geluTanh, .exponential:
            preconditionFailure("\(name) is computed by oneDNN")
        }
    }
}

extension ElementwiseFunction {
    var vectorized: VectorFunction {
        switch self {
        case .absolute: VectorFunction(LOOPS_ABSOLUTE)
        case .negative: VectorFunction(LOOPS_NEGATIVE)
        case .sign: VectorFunction(LOOPS_SIGN)
        case .floor: VectorFunction(LOOPS_FLOOR)
        case .ceil: VectorFunction(LOOPS_CEILING)
        case .round: VectorFunction(LOOPS_ROUND)
        case .truncate: VectorFunction(LOOPS_TRUNCATE)
        case .reciprocal: VectorFunction(LOOPS_RECIPROCAL)
        case .squareRoot: VectorFunction(LOOPS_SQUARE_ROOT)
        case .logarithm: VectorFunction(LOOPS_LOGARITHM)
        case .errorFunction: VectorFunction(LOOPS_ERROR_FUNCTION)
        case .sine: VectorFunction(LOOPS_SINE)
        case .cosine: VectorFunction(LOOPS_COSINE)
        case .tangent: VectorFunction(LOOPS_TANGENT)
        case .arcSine: VectorFunction(LOOPS_ARC_SINE)
        case .arcCosine: VectorFunction(LOOPS_ARC_COSINE)
        case .arcTangent: VectorFunction(LOOPS_ARC_TANGENT)
        case .hyperbolicSine: VectorFunction(LOOPS_HYPERBOLIC_SINE)
        case .hyperbolicCosine: VectorFunction(LOOPS_HYPERBOLIC_COSINE)
        case .arcHyperbolicSine: VectorFunction(LOOPS_ARC_HYPERBOLIC_SINE)
        case .arcHyperbolicCosine: VectorFunction(LOOPS_ARC_HYPERBOLIC_COSINE)
        case .arcHyperbolicTangent: VectorFunction(LOOPS_ARC_HYPERBOLIC_TANGENT)
        }
    }
}
