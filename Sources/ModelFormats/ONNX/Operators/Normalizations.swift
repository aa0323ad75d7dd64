import NeuralNetwork
import Tensors

extension ONNXOperators {
    static let normalizations: [String: Builder] = [
        "BatchNormalization": batchNormalization,
        "InstanceNormalization": instanceNormalization,
        "LayerNormalization": layerNormalization,
        "RMSNormalization": rootMeanSquareNormalization,
        "GroupNormalization": groupNormalization,
        "LRN": localResponseNormalization,
        "LpNormalization": powerNormalization,
        "MeanVarianceNormalization": meanVarianceNormalization,
    ]

    private static let batchNormalization: Builder = { node, importer in
        let (input, shape) = try node.variable(0)
        guard shape.rank >= 2 else { throw UnsupportedFeature("its input has no axis of channels") }
        let epsilon = node.float("epsilon", 1e-5)
        let parameters = try ["scale", "B", "mean", "var"].enumerated().map {
            try node.perChannel($0.offset + 1, $0.element, shape[1])
        }
        if node.opset >= 14 ? node.int("training_mode", 0) != 0 : node.proto.output.count > 1 {
            return try trained(node, parameters, &importer)
        }
        let operation = BatchNormalization(
            scale: parameters[0], offset: parameters[1], mean: parameters[2], variance: parameters[3],
            epsilon: epsilon)
        return [try importer.layer(node, operation, input)]
    }

    /// By the batch's own statistics, with the running ones that training would keep.
    private static func trained(
        _ node: ONNXNode, _ parameters: [Tensor], _ importer: inout ONNXImporter
    ) throws -> [ONNXSymbol] {
        let (input, shape) = try node.variable(0)
        let axes = [0] + Array(2..<max(shape.rank, 2))
        let perChannel = Shape([shape[1]] + axes.dropFirst().map { _ in 1 })
        var outputs = [
            try importer.layer(
                node,
                standardized(
                    node, "Batch normalisation (training)", axes, parameters[0].reshaped(perChannel),
                    parameters[1].reshaped(perChannel)), input)
        ]
        guard node.proto.output.count > 1 else { return outputs }
        let momentum = node.float("momentum", 0.9)
        let (mean, variance) = try statistics(node, axes, keepsAxes: false, &importer)
        for (name, own, kept) in [
            ("running_mean", mean, parameters[2]), ("running_var", variance, parameters[3]),
        ] {
            let operations: [any Operator] = [
                ElementwiseArithmetic(.multiply, constant: Tensor([], [1 - momentum])),
                ElementwiseArithmetic(
                    .add, constant: Tensor(kept.shape, inParallel: { kept[$0] * momentum })),
            ]
            outputs.append(
                try importer.layer(
                    node, part: name, Composite(operations, kind: .normalization, summary: name),
                    own.layer!))
        }
        return outputs
    }

    /// The mean and the variance over axes.
    private static func statistics(
        _ node: ONNXNode, _ axes: [Int], keepsAxes: Bool, _ importer: inout ONNXImporter
    ) throws -> (mean: ONNXSymbol, variance: ONNXSymbol) {
        let input = try node.variable(0).layer
        let kept = try importer.layer(
            node, part: "mean", Reduction(.mean, axes: axes, keepsAxes: true), input)
        let mean =
            keepsAxes
            ? kept
            : try importer.layer(
                node, part: "means", Reduction(.mean, axes: axes, keepsAxes: false), input)
        let centred = try importer.layer(
            node, part: "centred", ElementwiseArithmetic(.subtract), input, kept.layer!)
        let operations: [any Operator] = [
            ElementwiseArithmetic(.power, constant: Tensor([], [2])),
            Reduction(.mean, axes: axes, keepsAxes: keepsAxes),
        ]
        let variance = try importer.layer(
            node, part: "variance", Composite(operations, kind: .normalization, summary: "Variance"),
            centred.layer!)
        return (mean, variance)
    }

    private static let instanceNormalization: Builder = { node, importer in
        let (input, shape) = try node.variable(0)
        guard shape.rank >= 3 else { throw UnsupportedFeature("its input has no spatial axes") }
        let axes = Array(2..<shape.rank)
        let perChannel = Shape([shape[1]] + axes.map { _ in 1 })
        let scale = try node.perChannel(1, "scale", shape[1]).reshaped(perChannel)
        let offset = try node.perChannel(2, "B", shape[1]).reshaped(perChannel)
        return [
            try importer.layer(
                node, standardized(node, "Instance normalisation", axes, scale, offset), input)
        ]
    }

    private static let layerNormalization: Builder = { node, importer in
        let (input, shape) = try node.variable(0)
        let axis = try node.axis(node.int("axis", -1), rank: shape.rank)
        let scale = try node.constant(1).tensor
        let offset = try node.optionalConstant(2)?.tensor
        let axes = Array(axis..<shape.rank)
        let output = try importer.layer(
            node, standardized(node, "Layer normalisation", axes, scale, offset), input)
        guard node.proto.output.count > 1 else { return [output] }
        let (mean, variance) = try statistics(node, axes, keepsAxes: true, &importer)
        let operations: [any Operator] = [
            ElementwiseArithmetic(.add, constant: Tensor([], [node.float("epsilon", 1e-5)])),
            ElementwiseArithmetic(.power, constant: Tensor([], [-0.5])),
        ]
        let inverse = try importer.layer(
            node, part: "InvStdDev",
            Composite(operations, kind: .normalization, summary: "Inverse deviation"), variance.layer!)
        return [output, mean, inverse]
    }

    /// x / √(mean of x² + ε) · scale
    private static let rootMeanSquareNormalization: Builder = { node, importer in
        let (input, shape) = try node.variable(0)
        let axis = try node.axis(node.int("axis", -1), rank: shape.rank)
        let operations: [any Operator] = [
            ElementwiseArithmetic(.power, constant: Tensor([], [2])),
            Reduction(.mean, axes: Array(axis..<shape.rank), keepsAxes: true),
            ElementwiseArithmetic(.add, constant: Tensor([], [node.float("epsilon", 1e-5)])),
            ElementwiseArithmetic(.power, constant: Tensor([], [-0.5])),
        ]
        let inverse = try importer.layer(
            node, part: "inverse", Composite(operations, kind: .normalization, summary: "Inverse size"), input
        )
        let normalized = try importer.layer(
            node, part: "normalized", ElementwiseArithmetic(.multiply), input, inverse.layer!)
        let scale = ElementwiseArithmetic(.multiply, constant: try node.constant(1).tensor)
        return [try importer.layer(node, scale, normalized.layer!)]
    }

    private static let groupNormalization: Builder = { node, importer in
        let (input, shape) = try node.variable(0)
        let groups = node.int("num_groups", 0)
        guard shape.rank >= 2, groups > 0, shape[1] % groups == 0 else {
            throw node.fault("num_groups", expected: "a divisor of the channels", found: "\(groups)")
        }
        let size = shape[1] / groups
        let scale = try node.constant(1).tensor
        let offset = try node.constant(2).tensor
        // One value for each group up to opset 20, for each channel since 21.
        let isPerGroup = node.opset < 21
        let expected = isPerGroup ? groups : shape[1]
        for tensor in [scale, offset] where tensor.count != expected {
            throw node.fault(
                input: "scale and bias", expected: "\(expected) values", found: "\(tensor.count)")
        }
        let grouped = [groups, size] + shape.dimensions.dropFirst(2)
        let perChannel = Shape(
            (isPerGroup ? [groups, 1] : [groups, size]) + shape.dimensions.dropFirst(2).map { _ in 1 })
        let operations: [any Operator] = [
            Reshape(Shape(grouped)),
            Standardization(
                axes: Array(2...shape.rank), epsilon: node.float("epsilon", 1e-5),
                summary: "Group normalisation"),
            ElementwiseArithmetic(.multiply, constant: scale.reshaped(perChannel)),
            ElementwiseArithmetic(.add, constant: offset.reshaped(perChannel)), Reshape(shape.withoutBatch),
        ]
        let whole = Composite(operations, kind: .normalization, summary: "Group normalisation (\(groups))")
        return [try importer.layer(node, whole, input)]
    }

    private static func standardized(
        _ node: ONNXNode, _ summary: String, _ axes: [Int], _ scale: Tensor, _ offset: Tensor?
    ) -> Composite {
        var operations: [any Operator] = [
            Standardization(axes: axes, epsilon: node.float("epsilon", 1e-5), summary: summary),
            ElementwiseArithmetic(.multiply, constant: scale),
        ]
        if let offset { operations.append(ElementwiseArithmetic(.add, constant: offset)) }
        return Composite(operations, kind: .normalization, summary: summary)
    }

    private static let localResponseNormalization: Builder = { node, importer in
        let (input, shape) = try node.variable(0)
        guard let size = node.int("size"), (1...extentLimit).contains(size) else {
            throw node.fault("size", expected: "1 or more", found: "\(node.int("size", 0))")
        }
        let operation = LocalResponseNormalization(
            size: size, alpha: node.float("alpha", 1e-4), beta: node.float("beta", 0.75),
            bias: node.float("bias", 1))
        return [try importer.layer(node, operation, input)]
    }

    /// x / ‖x‖ along an axis.
    private static let powerNormalization: Builder = { node, importer in
        let (input, shape) = try node.variable(0)
        let axis = try node.axis(node.int("axis", -1), rank: shape.rank)
        let norm: Reduction.Function = node.int("p", 2) == 1 ? .l1 : .l2
        let size = try importer.layer(
            node, part: "norm", Reduction(norm, axes: [axis], keepsAxes: true), input)
        // Where all elements are zero, so is their quotient.
        let safe = try importer.layer(
            node, part: "bounded",
            ElementwiseArithmetic(.maximum, constant: Tensor([], [.leastNormalMagnitude])),
            size.layer!)
        return [try importer.layer(node, ElementwiseArithmetic(.divide), input, safe.layer!)]
    }

    private static let meanVarianceNormalization: Builder = { node, importer in
        let (input, shape) = try node.variable(0)
        let axes = try node.axes(node.ints("axes") ?? [0, 2, 3], rank: shape.rank)
        let operation = Standardization(
            axes: axes.sorted(), epsilon: 1e-9, summary: "Mean-variance normalisation")
        return [try importer.layer(node, operation, input)]
    }
}
