import NeuralNetwork
import Tensors
import Words

extension ONNXOperators {
    static let batchNormalization = ONNXOperator(
        "BatchNormalization", opsets: 1..., inputs: 5...5, outputs: 1...5,
        attributes: [
            epsilon, .float("momentum", 0.9), .flag("training_mode", opsets: 14...),
            .flag("spatial", true, opsets: 1...8), .ignored("is_test", .integer, opsets: 1...6),
        ],
        kind: .normalization, version: 15,
        limits: "statistics for each position (spatial = 0); parameters that depend on the picture", fold: nil
    ) { node, importer in
        let (input, shape) = try node.variable(0)
        guard shape.rank >= 2 else { throw UnsupportedFeature.noChannels }
        // Some exporters deny `spatial` and still give one value for each channel.
        if node.opset < 9, !node.attributes.flag("spatial"), try node.constant(1).count != shape[1] {
            throw UnsupportedFeature.spatialStatistics
        }
        let parameters = try ["scale", "B", "mean", "var"].enumerated().map {
            try node.perChannel($0.offset + 1, $0.element, shape[1])
        }
        if node.opset >= 14 ? node.attributes.flag("training_mode") : node.outputs.count > 1 {
            return try trained(node, parameters, &importer)
        }
        let operation = BatchNormalization(
            scale: parameters[0], offset: parameters[1], mean: parameters[2], variance: parameters[3],
            epsilon: node.attributes.float("epsilon"))
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
                    node, .batchNormalizationInTraining, axes, parameters[0].reshaped(perChannel),
                    parameters[1].reshaped(perChannel)), input)
        ]
        guard node.outputs.count > 1 else { return outputs }
        let momentum = node.attributes.float("momentum")
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
                    node, part: name,
                    Composite(operations, kind: .normalization, summary: .operation(name)),
                    own.layer!))
        }
        return outputs
    }
}
