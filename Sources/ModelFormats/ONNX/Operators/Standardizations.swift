import NeuralNetwork
import Tensors
import Words

/// Normalisation by the statistics of the input itself.
extension ONNXOperators {
    /// What is added to a variance before its root.
    static let epsilon = ONNXAttribute.float("epsilon", 1e-5)

    /// The type that statistics are computed in, which is 32-bit floats here.
    private static let stashType = ONNXAttribute.ignored("stash_type", .integer)

    static let instanceNormalization = ONNXOperator(
        "InstanceNormalization", opsets: 1..., inputs: 3...3, attributes: [epsilon], kind: .normalization,
        version: 22, limits: "parameters that depend on the picture", fold: nil
    ) { node, importer in
        let (input, shape) = try node.variable(0)
        guard shape.rank >= 3 else { throw UnsupportedFeature.noSpatialAxes }
        let axes = Array(2..<shape.rank)
        let perChannel = Shape([shape[1]] + axes.map { _ in 1 })
        let scale = try node.perChannel(1, "scale", shape[1]).reshaped(perChannel)
        let offset = try node.perChannel(2, "B", shape[1]).reshaped(perChannel)
        return [
            try importer.layer(
                node, standardized(node, .instanceNormalization, axes, scale, offset), input)
        ]
    }

    static let layerNormalization = ONNXOperator(
        // Since opset 17, and before that as ONNX Runtime's optimiser writes it.
        "LayerNormalization", opsets: 1..., inputs: 2...3, outputs: 1...3,
        attributes: [.axis(-1), epsilon, stashType], kind: .normalization, version: 17,
        limits: "parameters that depend on the picture", fold: nil
    ) { node, importer in
        let (input, shape) = try node.variable(0)
        let axis = try node.axis(node.attributes.integer("axis"), rank: shape.rank)
        let scale = try node.constant(1).tensor
        let offset = try node.optionalConstant(2)?.tensor
        let axes = Array(axis..<shape.rank)
        let size = shape.dimensions[axis...].reduce(1, *)
        let isPerElement = scale.count == size && offset.map { $0.count == size } ?? true
        let operation: any Operator =
            isPerElement
            ? Standardization(
                axes: axes, epsilon: node.attributes.float("epsilon"), scale: scale, offset: offset,
                summary: .layerNormalization)
            : standardized(node, .layerNormalization, axes, scale, offset)
        let output = try importer.layer(node, operation, input)
        guard node.outputs.count > 1 else { return [output] }
        let (mean, variance) = try statistics(node, axes, keepsAxes: true, &importer)
        let operations: [any Operator] = [
            ElementwiseArithmetic(.add, constant: Tensor([], [node.attributes.float("epsilon")])),
            ElementwiseArithmetic(.power, constant: Tensor([], [-0.5])),
        ]
        let inverse = try importer.layer(
            node, part: "InvStdDev",
            Composite(operations, kind: .normalization, summary: .inverseDeviation), variance.layer!)
        return [output, mean, inverse]
    }

    /// x / √(mean of x² + ε) · scale
    static let rootMeanSquareNormalization = ONNXOperator(
        "RMSNormalization", opsets: 23..., inputs: 2...2, attributes: [.axis(-1), epsilon, stashType],
        kind: .normalization, version: 23, limits: "a scale that depends on the picture", fold: nil
    ) { node, importer in
        let (input, shape) = try node.variable(0)
        let axis = try node.axis(node.attributes.integer("axis"), rank: shape.rank)
        let operations: [any Operator] = [
            ElementwiseArithmetic(.power, constant: Tensor([], [2])),
            Reduction(.mean, axes: Array(axis..<shape.rank), keepsAxes: true),
            ElementwiseArithmetic(.add, constant: Tensor([], [node.attributes.float("epsilon")])),
            ElementwiseArithmetic(.power, constant: Tensor([], [-0.5])),
        ]
        let inverse = try importer.layer(
            node, part: "inverse", Composite(operations, kind: .normalization, summary: .inverseSize), input
        )
        let normalized = try importer.layer(
            node, part: "normalized", ElementwiseArithmetic(.multiply), input, inverse.layer!)
        let scale = ElementwiseArithmetic(.multiply, constant: try node.constant(1).tensor)
        return [try importer.layer(node, scale, normalized.layer!)]
    }

    static let groupNormalization = ONNXOperator(
        "GroupNormalization", opsets: 18..., inputs: 3...3,
        attributes: [
            .required("num_groups", in: 1...extentLimit), epsilon,
            .ignored("stash_type", .integer, opsets: 21...),
        ],
        kind: .normalization, version: 21, limits: "parameters that depend on the picture", fold: nil
    ) { node, importer in
        let (input, shape) = try node.variable(0)
        let groups = node.attributes.integer("num_groups")
        guard shape.rank >= 2 else { throw UnsupportedFeature.noChannels }
        guard shape[1] % groups == 0 else {
            throw node.fault("num_groups", expected: .divisorOfChannels, found: "\(groups)")
        }
        let size = shape[1] / groups
        let scale = try node.constant(1).tensor
        let offset = try node.constant(2).tensor
        // One value for each group up to opset 20, for each channel since 21.
        let isPerGroup = node.opset < 21
        let expected = isPerGroup ? groups : shape[1]
        for tensor in [scale, offset] where tensor.count != expected {
            throw node.fault(
                input: "scale and bias", expected: .values(expected), found: "\(tensor.count)")
        }
        let grouped = [groups, size] + shape.dimensions.dropFirst(2)
        let perChannel = Shape(
            (isPerGroup ? [groups, 1] : [groups, size]) + shape.dimensions.dropFirst(2).map { _ in 1 })
        let operations: [any Operator] = [
            Reshape(Shape(grouped)),
            Standardization(
                axes: Array(2...shape.rank), epsilon: node.attributes.float("epsilon"),
                summary: .groupNormalization),
            ElementwiseArithmetic(.multiply, constant: scale.reshaped(perChannel)),
            ElementwiseArithmetic(.add, constant: offset.reshaped(perChannel)), Reshape(shape.withoutBatch),
        ]
        let whole = Composite(operations, kind: .normalization, summary: .groups(groups))
        return [try importer.layer(node, whole, input)]
    }

    static let meanVarianceNormalization = ONNXOperator(
        "MeanVarianceNormalization", opsets: 9..., inputs: 1...1,
        attributes: [.integers("axes", [0, 2, 3], in: ONNXAttribute.axisRange)], kind: .normalization,
        version: 13, fold: nil
    ) { node, importer in
        let (input, shape) = try node.variable(0)
        let axes = Set(try node.axes(node.attributes.integers("axes") ?? [], rank: shape.rank))
        let operation = Standardization(
            axes: axes.sorted(), epsilon: 1e-9, summary: .meanVarianceNormalization)
        return [try importer.layer(node, operation, input)]
    }

    static func standardized(
        _ node: ONNXNode, _ summary: LayerName, _ axes: [Int], _ scale: Tensor, _ offset: Tensor?
    ) -> Composite {
        var operations: [any Operator] = [
            Standardization(axes: axes, epsilon: node.attributes.float("epsilon"), summary: summary),
            ElementwiseArithmetic(.multiply, constant: scale),
        ]
        if let offset { operations.append(ElementwiseArithmetic(.add, constant: offset)) }
        return Composite(operations, kind: .normalization, summary: summary)
    }

    /// The mean and the variance over axes.
    static func statistics(
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
            node, part: "variance", Composite(operations, kind: .normalization, summary: .variance),
            centred.layer!)
        return (mean, variance)
    }
}
