import NeuralNetwork
import Tensors

/// Layers that hold another one.
extension KerasImporter {
    static let wrappers: [String: Build] = [
        "TimeDistributed": { try $0.addTimeDistributed($1, $2) },
        // The weights are kept as they are after the last step of training.
        "SpectralNormalization": { importer, call, _ in try importer.apply(call.inner("layer", part: "layer"))
        },
        "WeightNormalization": one { importer, call, inputs in
            try importer.unsupported(call, inputs, .layerClass("WeightNormalization"))
        },
    ]

    /// Layers that do the same whether they see one step or all of them.
    private static let pointwise: Set = [
        "Activation", "ReLU", "LeakyReLU", "ELU", "Dropout", "Rescaling", "GaussianNoise", "GaussianDropout",
        "AlphaDropout", "ThresholdedReLU",
    ]

    /// A layer for each step of the first axis after the batch.
    private func addTimeDistributed(_ call: KerasCall, _ inputs: [Int]) throws -> [Int] {
        let inner = try call.inner("layer", part: "layer")
        let input = try single(call, inputs)
        let extents = kerasShape(input)
        guard extents.count >= 2, let full = builder.fullShape(of: input) else {
            throw fault(call, .rank(expected: 3, found: Shape([1] + extents)))
        }
        let isFeatures = extents.count == 2 && inner.layer.className == "Dense"
        if isFeatures || Self.pointwise.contains(inner.layer.className) { return try apply(inner) }
        // The steps of all pictures as a batch.
        let batch = full[0]
        let steps = try add(
            call.name + "/steps",
            reordered(from: extents.count + 1, [batch * extents[0]] + extents.dropFirst()), [input])
        guard let source = call.arguments.outputs.first else { throw call.settings.fault("inbound_nodes") }
        var applied = inner
        applied.name = call.name + "/layer"
        applied.nodes[source] = steps
        let outputs: [Int]
        if let network = inner.layer.network {
            var address = call.address
            address.part = inner.address.part
            outputs = try place(
                network, at: address, prefix: applied.name + "/", inputs: [steps], isOutput: false)
        } else {
            outputs = try apply(applied)
        }
        guard let result = outputs.first, builder.fullShape(of: result) != nil else { return outputs }
        let own = kerasShape(result)
        return [
            try add(call.name, reordered(from: own.count + 1, [batch, extents[0]] + own), [result])
        ]
    }

    /// A reshape of all axes, the batch's among them, as Keras has them.
    private func reordered(from rank: Int, _ extents: [Int]) -> any Operator {
        let reshape = BatchReshape(Shape(extents))
        let before = layout.toKeras(rank).map { Transpose($0) }
        let after = layout.fromKeras(extents.count).map { Transpose($0) }
        let operations: [any Operator] = [before].compactMap(\.self) + [reshape] + [after].compactMap(\.self)
        return operations.count == 1
            ? reshape : Composite(operations, kind: .reshape, summary: .like(reshape.summary))
    }
}
