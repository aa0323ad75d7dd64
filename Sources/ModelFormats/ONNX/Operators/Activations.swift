import NeuralNetwork

/// Activations with a setting or a name of their own.
extension ONNXOperators {
    static let relu = activation("Relu", opsets: 1..., version: 14) { _ in .relu }

    static let leakyRelu = activation(
        "LeakyRelu", opsets: 1..., attributes: [.float("alpha", 0.01)], version: 16
    ) { .leakyRelu(slope: $0.float("alpha")) }

    static let thresholdedRelu = activation(
        "ThresholdedRelu", opsets: 10..., attributes: [.float("alpha", 1)], version: 22
    ) { .thresholdedRelu(threshold: $0.float("alpha")) }

    static let elu = activation("Elu", opsets: 1..., attributes: [.float("alpha", 1)], version: 22) {
        .elu(alpha: $0.float("alpha"))
    }

    static let selu = activation(
        "Selu", opsets: 1...,
        attributes: [
            .float("alpha", 1.6732, opsets: 1...5), .float("alpha", 1.6732632, opsets: 6...),
            .float("gamma", 1.0507, opsets: 1...5), .float("gamma", 1.0507010, opsets: 6...),
        ], version: 22
    ) { .selu(alpha: $0.float("alpha"), gamma: $0.float("gamma")) }

    static let celu = activation("Celu", opsets: 12..., attributes: [.float("alpha", 1)], version: 12) {
        .celu(alpha: $0.float("alpha"))
    }

    static let gelu = activation(
        "Gelu", opsets: 20..., attributes: [.text("approximate", of: ["none", "tanh"])], version: 20
    ) { $0.text("approximate") == "tanh" ? .geluTanh : .gelu }

    static let sigmoid = activation("Sigmoid", opsets: 1..., version: 13) { _ in
        .sigmoid
    }

    static let hardSigmoid = activation(
        "HardSigmoid", opsets: 1..., attributes: [.float("alpha", 0.2), .float("beta", 0.5)], version: 22
    ) { .hardSigmoid(slope: $0.float("alpha"), offset: $0.float("beta")) }

    static let hardSwish = activation("HardSwish", opsets: 14..., version: 22) { _ in .hardSwish }

    static let mish = activation("Mish", opsets: 18..., version: 22) { _ in .mish }

    static let softplus = activation("Softplus", opsets: 1..., version: 22) { _ in .softplus }

    static let softsign = activation("Softsign", opsets: 1..., version: 22) { _ in .softsign }

    static let tanh = activation("Tanh", opsets: 1..., version: 13) { _ in .tanh }

    /// An element-wise function of one input.
    static func activation(
        _ name: String, opsets: PartialRangeFrom<Int>, attributes: [ONNXAttribute] = [],
        version: Int, fold: ONNXOperator.Fold? = nil,
        _ make: @escaping @Sendable (ONNXAttributes) -> Activation
    ) -> ONNXOperator {
        ONNXOperator(
            name, opsets: opsets, inputs: 1...1, attributes: attributes, kind: .activation,
            version: version, fold: fold
        ) { node, importer in
            let layer = ActivationLayer(make(node.attributes))
            return [try importer.layer(node, layer, node.variable(0).layer)]
        }
    }

    /// x·sigmoid(alpha·x)
    static let swish = ONNXOperator(
        "Swish", opsets: 24..., inputs: 1...1, attributes: [.float("alpha", 1)], kind: .activation,
        version: 24, fold: nil
    ) { node, importer in
        let alpha = node.attributes.float("alpha")
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
                node, Composite(operations, kind: .activation, summary: .swish(alpha)), input)
        ]
    }

    /// Integers, and the scalars of which shapes are computed.
    private static let clipped: ONNXOperator.Fold = { node in
        guard let value = try node.constants()?.first else { return nil }
        let bounds = try (node.optionalConstant(1), node.optionalConstant(2))
        switch value.elements {
        case .integers(let integers):
            let low = bounds.0?.integers.first.map(Int64.init) ?? .min
            let high = bounds.1?.integers.first.map(Int64.init) ?? .max
            return [
                ONNXValue(value.dimensions, .integers(integers.map { Swift.min(Swift.max($0, low), high) }))
            ]
        case .floats(let tensor) where value.dimensions.isEmpty:
            let low = bounds.0?.tensor.values.first ?? node.attributes.float("min")
            let high = bounds.1?.tensor.values.first ?? node.attributes.float("max")
            return [ONNXValue(float: Swift.min(Swift.max(tensor[0], low), high))]
        default: return nil
        }
    }

    /// Bounds are attributes up to opset 10 and inputs since opset 11.
    static let clip = ONNXOperator(
        "Clip", opsets: 1..., inputs: 1...3,
        attributes: [
            .float("min", -.infinity, opsets: 1...10), .float("max", .infinity, opsets: 1...10),
        ],
        kind: .activation, version: 13, fold: clipped
    ) { node, importer in
        let bounds = [node.input(1), node.input(2)]
        if bounds.contains(where: { $0?.layer != nil }) {
            var symbol = try node.symbol(0)
            for (operation, bound) in zip(["Max", "Min"], bounds) {
                guard let bound else { continue }
                let isLast = operation == "Min" || bounds[1] == nil
                symbol = try importer.one(node, part: isLast ? nil : "maximum", operation, symbol, bound)
            }
            return [symbol]
        }
        let minimum =
            try node.optionalConstant(1)?.tensor.values.first ?? node.attributes.float("min")
        let maximum =
            try node.optionalConstant(2)?.tensor.values.first ?? node.attributes.float("max")
        for (name, bound) in [("min", minimum), ("max", maximum)] where bound.isNaN {
            throw node.fault(
                input: name, expected: .floatWithin(-Float.infinity...Float.infinity), found: "\(bound)")
        }
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

    /// x for x > 0, slope·x else, as max(x, 0) + slope·min(x, 0).
    static let parametricRelu = ONNXOperator(
        "PRelu", opsets: 1..., inputs: 2...2, kind: .activation, version: 16,
        limits: "slopes that depend on the picture", fold: nil
    ) { node, importer in
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
