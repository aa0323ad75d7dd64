import NeuralNetwork

extension ONNXOperators {
    static let activations: [String: Builder] = [
        "Relu": activation { _ in .relu },
        "LeakyRelu": activation { .leakyRelu(slope: $0.float("alpha", 0.01)) },
        "ThresholdedRelu": activation { .thresholdedRelu(threshold: $0.float("alpha", 1)) },
        "Elu": activation { .elu(alpha: $0.float("alpha", 1)) },
        "Selu": activation {
            .selu(alpha: $0.float("alpha", 1.6732632), gamma: $0.float("gamma", 1.0507010))
        },
        "Celu": activation { .celu(alpha: $0.float("alpha", 1)) },
        "Gelu": activation { $0.string("approximate", "none") == "tanh" ? .geluTanh : .gelu },
        "Sigmoid": activation { _ in .sigmoid },
        "HardSigmoid": activation {
            .hardSigmoid(slope: $0.float("alpha", 0.2), offset: $0.float("beta", 0.5))
        },
        "HardSwish": activation { _ in .hardSwish },
        "Mish": activation { _ in .mish },
        "Softplus": activation { _ in .softplus },
        "Softsign": activation { _ in .softsign },
        "Swish": swish,
        "Tanh": activation { _ in .tanh },
        "Exp": activation { _ in .exponential },
        "Clip": clip,
        "Softmax": softmax { Softmax(axis: $0) },
        "LogSoftmax": softmax { LogSoftmax(axis: $0) },
        "Hardmax": softmax { Hardmax(axis: $0) },
        "PRelu": parametricRelu,
        "Abs": function(.absolute),
        "Neg": function(.negative),
        "Sign": function(.sign),
        "Floor": function(.floor),
        "Ceil": function(.ceil),
        "Round": function(.round),
        "Reciprocal": function(.reciprocal),
        "Sqrt": function(.squareRoot),
        "Log": function(.logarithm),
        "Erf": function(.errorFunction),
        "Sin": function(.sine),
        "Cos": function(.cosine),
        "Tan": function(.tangent),
        "Asin": function(.arcSine),
        "Acos": function(.arcCosine),
        "Atan": function(.arcTangent),
        "Sinh": function(.hyperbolicSine),
        "Cosh": function(.hyperbolicCosine),
        "Asinh": function(.arcHyperbolicSine),
        "Acosh": function(.arcHyperbolicCosine),
        "Atanh": function(.arcHyperbolicTangent),
    ]

    private static func activation(_ make: @escaping @Sendable (ONNXNode) -> Activation) -> Builder {
        { node, importer in [try importer.layer(node, ActivationLayer(make(node)), node.variable(0).layer)] }
    }

    private static func function(_ function: ElementwiseFunction) -> Builder {
        activation { _ in .function(function) }
    }

    /// Attributes up to opset 6, inputs since opset 11.
    private static let clip: Builder = { node, importer in
        let minimum = try node.optionalConstant(1)?.tensor.values.first ?? node.float("min", -.infinity)
        let maximum = try node.optionalConstant(2)?.tensor.values.first ?? node.float("max", .infinity)
        let input = try node.variable(0).layer
        // Where the bounds cross, every element is the upper one.
        let lower = Swift.min(minimum, maximum)
        let activation: Activation =
            lower == 0 && maximum == 6
            ? .relu6
            : lower == 0 && maximum >= .greatestFiniteMagnitude
                ? .relu : .clip(minimum: lower, maximum: maximum)
        if minimum > maximum {
            let floor = try importer.layer(
                node, part: "maximum", ElementwiseArithmetic(.maximum, constant: .init([], [minimum])), input)
            return [
                try importer.layer(
                    node, ElementwiseArithmetic(.minimum, constant: .init([], [maximum])), floor.layer!)
            ]
        }
        return [try importer.layer(node, ActivationLayer(activation), input)]
    }

    /// x·sigmoid(alpha·x)
    private static let swish: Builder = { node, importer in
        let alpha = node.float("alpha", 1)
        let input = try node.variable(0).layer
        guard alpha != 1, alpha != 0 else {
            let half = ElementwiseArithmetic(.multiply, constant: .init([], [0.5]))
            return [
                try importer.layer(node, alpha == 0 ? half as any Operator : ActivationLayer(.silu), input)
            ]
        }
        let operations: [any Operator] = [
            ElementwiseArithmetic(.multiply, constant: .init([], [alpha])), ActivationLayer(.silu),
            ElementwiseArithmetic(.multiply, constant: .init([], [1 / alpha])),
        ]
        return [
            try importer.layer(
                node, Composite(operations, kind: .activation, summary: "Swish (\(alpha))"), input)
        ]
    }

    /// Up to opset 12 the axes from `axis` on are one.
    private static func softmax(_ make: @escaping @Sendable (Int) -> any Operator) -> Builder {
        { node, importer in
            let (input, shape) = try node.variable(0)
            let axis = try node.axis(node.int("axis", node.opset < 13 ? 1 : -1), rank: shape.rank)
            let last = shape.dimensions[axis...].reduce(1, *)
            guard node.opset < 13, last != shape[axis] else {
                return [try importer.layer(node, make(axis), input)]
            }
            let folded = Reshape([last])
            let flat = axis == 1 ? folded as any Operator : BatchReshape([shape.count / last, last])
            let operations: [any Operator] = [
                flat, make(1), axis == 1 ? Reshape(shape.withoutBatch) : BatchReshape(shape),
            ]
            let whole = Composite(operations, kind: .activation, summary: node.operation)
            return [try importer.layer(node, whole, input)]
        }
    }

    /// x for x > 0, slope·x else, as max(x, 0) + slope·min(x, 0).
    private static let parametricRelu: Builder = { node, importer in
        let (input, shape) = try node.variable(0)
        let slopes = try node.constant(1)
        var dimensions = slopes.dimensions
        // Up to opset 6 a single axis of slopes is that of the channels.
        if node.opset < 7, dimensions.count == 1, shape.rank > 2, dimensions[0] == shape[1] {
            dimensions += [Int](repeating: 1, count: shape.rank - 2)
        }
        let tensor = slopes.tensor.reshaped(.init(dimensions))
        return [try importer.layer(node, ParametricRelu(slopes: tensor), input)]
    }
}
