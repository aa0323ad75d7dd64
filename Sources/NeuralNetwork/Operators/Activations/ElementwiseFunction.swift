import Foundation
import Words

/// A function of mathematics applied to every element.
public enum ElementwiseFunction: String, Sendable, Hashable, CaseIterable {
    case absolute, negative, sign, floor, ceil, round
    case reciprocal, squareRoot, logarithm, errorFunction
    case sine, cosine, tangent, arcSine, arcCosine, arcTangent
    case hyperbolicSine, hyperbolicCosine, arcHyperbolicSine, arcHyperbolicCosine, arcHyperbolicTangent

    /// The field's name.
    public var name: Words {
        switch self {
        case .absolute: "Absolute value"
        case .negative: "Negative"
        case .sign: "Sign"
        case .floor: "Floor"
        case .ceil: "Ceiling"
        case .round: "Round"
        case .reciprocal: "Reciprocal"
        case .squareRoot: "Square root"
        case .logarithm: "Logarithm"
        case .errorFunction: "Error function"
        case .sine: "Sine"
        case .cosine: "Cosine"
        case .tangent: "Tangent"
        case .arcSine: "Arc sine"
        case .arcCosine: "Arc cosine"
        case .arcTangent: "Arc tangent"
        case .hyperbolicSine: "Hyperbolic sine"
        case .hyperbolicCosine: "Hyperbolic cosine"
        case .arcHyperbolicSine: "Inverse hyperbolic sine"
        case .arcHyperbolicCosine: "Inverse hyperbolic cosine"
        case .arcHyperbolicTangent: "Inverse hyperbolic tangent"
        }
    }

    /// The value and the derivative at x. Steps have the derivative 0 everywhere, as in every framework; rounding takes
    /// halves to the even number.
    var scalar: (value: @Sendable (Float) -> Float, derivative: @Sendable (Float) -> Float) {
        switch self {
        case .absolute: ({ abs($0) }, { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 })
        case .negative: ({ -$0 }, { _ in -1 })
        case .sign: ({ $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }, { _ in 0 })
        case .floor: ({ $0.rounded(.down) }, { _ in 0 })
        case .ceil: ({ $0.rounded(.up) }, { _ in 0 })
        case .round: ({ $0.rounded(.toNearestOrEven) }, { _ in 0 })
        case .reciprocal: ({ 1 / $0 }, { -1 / ($0 * $0) })
        case .squareRoot: ({ $0.squareRoot() }, { 0.5 / $0.squareRoot() })
        case .logarithm: ({ log($0) }, { 1 / $0 })
        case .errorFunction: ({ erf($0) }, { 2 / Float.pi.squareRoot() * exp(-$0 * $0) })
        case .sine: ({ sin($0) }, { cos($0) })
        case .cosine: ({ cos($0) }, { -sin($0) })
        case .tangent: ({ tan($0) }, { 1 / (cos($0) * cos($0)) })
        case .arcSine: ({ asin($0) }, { 1 / (1 - $0 * $0).squareRoot() })
        case .arcCosine: ({ acos($0) }, { -1 / (1 - $0 * $0).squareRoot() })
        case .arcTangent: ({ atan($0) }, { 1 / (1 + $0 * $0) })
        case .hyperbolicSine: ({ sinh($0) }, { cosh($0) })
        case .hyperbolicCosine: ({ cosh($0) }, { sinh($0) })
        case .arcHyperbolicSine: ({ asinh($0) }, { 1 / ($0 * $0 + 1).squareRoot() })
        case .arcHyperbolicCosine: ({ acosh($0) }, { 1 / ($0 * $0 - 1).squareRoot() })
        case .arcHyperbolicTangent: ({ atanh($0) }, { 1 / (1 - $0 * $0) })
        }
    }
}
