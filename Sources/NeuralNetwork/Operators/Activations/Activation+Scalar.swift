import Foundation

extension Activation {
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
