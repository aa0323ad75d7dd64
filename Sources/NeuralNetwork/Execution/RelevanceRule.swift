import Tensors

/// How layer-wise relevance propagation shares what a layer's output is worth among its inputs.
enum RelevanceRule {
    /// Each element keeps its own: functions of single elements, factors of the network.
    case passed
    /// It goes where the elements came from: rearrangements, maxima.
    case moved
    /// In proportion to what each input adds to each output: x ⊙ Jᵀ(R/z), for sums with weights.
    case proportional
    /// The same for the softmax, where z may be as near to 0 as it likes.
    case softmax
    /// The same where the deviation that is divided by counts as a constant.
    case normalization(Standardization)
    /// The same with half for each of two factors.
    case product
    /// One input gets all: that of a place among the inputs.
    case only(Int)

    /// - Parameters:
    ///   - inputs: their shapes with the batch.
    init(_ operation: any Operator, inputs: [Shape], output: Shape) {
        let isAlike = inputs.count == 1 && inputs[0] == output
        switch operation {
        case is ActivationLayer, is ParametricRelu: self = .passed
        case is Softmax: self = .softmax
        case let normalization as Standardization: self = .normalization(normalization)
        case let product as MatrixMultiplication:
            self = product.left == nil && product.right == nil ? .product : .proportional
        case let arithmetic as ElementwiseArithmetic:
            self = Self.rule(of: arithmetic, inputs: inputs, output: output)
        case let pooling as Pooling: self = pooling.reduction == .maximum ? .moved : .proportional
        case let pooling as GlobalPooling: self = pooling.reduction == .maximum ? .moved : .proportional
        case let reduction as Reduction:
            self = [.maximum, .minimum].contains(reduction.function) ? .moved : .proportional
        case is Reshape, is BatchReshape, is Transpose, is Identity, is Gather, is Concatenate, is Pad,
            is Where:
            self = .moved
        case is ConstantLayer, is FixedInput: self = .moved
        case is LocalResponseNormalization: self = .passed
        case is Composite where isAlike: self = .passed
        default: self = .proportional
        }
    }

    private static func rule(
        of arithmetic: ElementwiseArithmetic, inputs: [Shape], output: Shape
    ) -> RelevanceRule {
        switch arithmetic.operation {
        case .add, .subtract: return .proportional
        case .maximum, .minimum: return .moved
        case .multiply, .divide, .power:
            guard arithmetic.constant == nil, inputs.count == 2 else {
                return inputs[0] == output ? .passed : .proportional
            }
            guard arithmetic.operation == .multiply else {
                return inputs[0] == output ? .only(0) : .proportional
            }
            // A factor for each row or channel is a gate: what is let through keeps its relevance.
            if inputs[0] == inputs[1] { return .product }
            return inputs[0] == output ? .only(0) : inputs[1] == output ? .only(1) : .product
        }
    }
}

/// What can be set about layer-wise relevance propagation.
public struct RelevanceSettings: Sendable {
    /// Added to the size of what is divided by.
    public let epsilon: Float
    /// How much what speaks for an output counts in convolutions, 1 or more, where what speaks against it counts one less; nil to
    /// treat both alike.
    public let alpha: Float?

    public init(epsilon: Float, alpha: Float?) {
        self.epsilon = epsilon
        self.alpha = alpha
    }
}
