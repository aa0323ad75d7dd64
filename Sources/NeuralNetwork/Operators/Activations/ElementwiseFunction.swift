import Words

/// A function of mathematics applied to every element. Steps have the derivative 0 everywhere, as in every framework; rounding
/// takes halves to the even number.
public enum ElementwiseFunction: String, Sendable, Hashable, CaseIterable {
    case absolute, negative, sign, floor, ceil, round, truncate
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
        case .truncate: "Truncate"
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
}
