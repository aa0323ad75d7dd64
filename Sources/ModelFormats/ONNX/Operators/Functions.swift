import Foundation
import NeuralNetwork
import Tensors

/// Element-wise functions without settings.
extension ONNXOperators {
    static let functions: [ONNXOperator] = [
        function("Abs", opsets: 1..., version: 13, .absolute, integers: { $0 < 0 ? 0 &- $0 : $0 }) {
            abs($0)
        },
        function("Neg", opsets: 1..., version: 13, .negative, integers: { 0 &- $0 }, floats: { -$0 }),
        function("Floor", opsets: 1..., version: 13, .floor, integers: { $0 }, floats: { $0.rounded(.down) }),
        function("Ceil", opsets: 1..., version: 13, .ceil, integers: { $0 }, floats: { $0.rounded(.up) }),
        function(
            "Round", opsets: 11..., version: 22, .round, integers: { $0 },
            floats: { $0.rounded(.toNearestOrEven) }),
        function("Sqrt", opsets: 1..., version: 13, .squareRoot, floats: { $0.squareRoot() }),
        function("Reciprocal", opsets: 1..., version: 13, .reciprocal, floats: { 1 / $0 }),
        function("Log", opsets: 1..., version: 13, .logarithm, floats: { log($0) }),
        activation("Exp", opsets: 1..., version: 13, fold: elementwise(nil) { exp($0) }) { _ in .exponential
        },
        function("Sign", opsets: 9..., version: 13, .sign),
        function("Erf", opsets: 9..., version: 13, .errorFunction),
        function("Sin", opsets: 7..., version: 22, .sine),
        function("Cos", opsets: 7..., version: 22, .cosine),
        function("Tan", opsets: 7..., version: 22, .tangent),
        function("Asin", opsets: 7..., version: 22, .arcSine),
        function("Acos", opsets: 7..., version: 22, .arcCosine),
        function("Atan", opsets: 7..., version: 22, .arcTangent),
        function("Sinh", opsets: 9..., version: 22, .hyperbolicSine),
        function("Cosh", opsets: 9..., version: 22, .hyperbolicCosine),
        function("Asinh", opsets: 9..., version: 22, .arcHyperbolicSine),
        function("Acosh", opsets: 9..., version: 22, .arcHyperbolicCosine),
        function("Atanh", opsets: 9..., version: 22, .arcHyperbolicTangent),
    ]

    /// - Parameters:
    ///   - integers: what it makes of constants that are integers; nil for what it makes of them as floats.
    ///   - floats: what it makes of other constants; nil where the engine computes them.
    private static func function(
        _ name: String, opsets: PartialRangeFrom<Int>, version: Int, _ function: ElementwiseFunction,
        integers: (@Sendable (Int) -> Int)? = nil, floats: (@Sendable (Float) -> Float)? = nil
    ) -> ONNXOperator {
        activation(
            name, opsets: opsets, version: version, fold: floats.map { elementwise(integers, $0) }
        ) { _ in .function(function) }
    }

    private static func elementwise(
        _ integers: (@Sendable (Int) -> Int)?, _ floats: @escaping @Sendable (Float) -> Float
    ) -> ONNXOperator.Fold {
        ONNXOperator.ofConstants { _, inputs in
            if let integers, !inputs[0].isFloat {
                return ONNXValue(
                    inputs[0].dimensions, .integers(inputs[0].integers.map { Int64(integers($0)) }))
            }
            let tensor = inputs[0].tensor
            return ONNXValue(Tensor(Shape(inputs[0].dimensions), tensor.values.map(floats)))
        }
    }
}
