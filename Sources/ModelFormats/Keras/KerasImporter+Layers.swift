import NeuralNetwork
import Tensors

extension KerasImporter {
    /// Adds a layer's nodes and gives those of its outputs.
    typealias Build = @Sendable (KerasImporter, KerasCall, [Int]) throws -> [Int]

    /// A layer of one output.
    static func one(
        _ build: @escaping @Sendable (KerasImporter, KerasCall, [Int]) throws -> Int
    ) -> Build {
        { [try build($0, $1, $2)] }
    }

    /// Every layer class of Keras that is known, and how it becomes nodes.
    static let layers: [String: Build] = [
        convolutions, poolings, normalizations, activations, rearrangements, merges, resamplings, attentions,
        wrappers, recurrences, identities, others,
    ].reduce(into: [:]) { $0.merge($1) { known, _ in known } }

    private static let others: [String: Build] = [
        "Dense": one { try $0.addDense($1, $2) },
        "EinsumDense": one { try $0.addEinsumDense($1, $2) },
        "Lambda": one { importer, call, inputs in try importer.unsupported(call, inputs, .lambda) },
        "Masking": one { importer, call, inputs in try importer.unsupported(call, inputs, .masking) },
        "InputLayer": one { try $0.add($1.name, Identity(.input), $2) },
    ]

    /// Layers that do nothing outside of training.
    private static let identities: [String: Build] = {
        let names = [
            "AlphaDropout", "GaussianDropout", "GaussianNoise", "ActivityRegularization", "FixedDropout",
            "RandomFlip", "RandomRotation", "RandomZoom", "RandomTranslation", "RandomContrast",
            "RandomBrightness", "RandomShear", "RandomColorDegeneration", "RandomColorJitter",
            "RandomGrayscale", "RandomHue", "RandomPosterization", "RandomSaturation", "RandomSharpness",
            "RandomErasing", "RandomInvert", "RandomGaussianBlur", "RandomPerspective", "RandomHeight",
            "RandomWidth", "RandomElasticTransform", "RandAugment", "AugMix", "CutMix", "MixUp",
        ]
        var layers: [String: Build] = [:]
        for name in names { layers[name] = one { try $0.addIdentity($1, $2, .trainingOnly(name)) } }
        for name in ["StochasticDepth", "DropPath"] {
            layers[name] = one { importer, call, inputs in
                // Another library's layer of the same name takes two inputs.
                try inputs.count == 1
                    ? importer.addIdentity(call, inputs, .trainingOnly(name))
                    : importer.unsupported(call, inputs, .layerClass(name))
            }
        }
        for name in ["Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"] {
            layers[name] = one { try $0.addIdentity($1, $2, .dropout) }
        }
        layers["Identity"] = one { try $0.addIdentity($1, $2, .identity) }
        return layers
    }()

    func addIdentity(_ call: KerasCall, _ inputs: [Int], _ summary: LayerName) throws -> Int {
        try add(call.name, Identity(summary), [try single(call, inputs)])
    }

    /// The only input.
    func single(_ call: KerasCall, _ inputs: [Int]) throws(KerasError) -> Int {
        guard inputs.count == 1 else {
            throw fault(call, .inputCount(expected: 1, found: inputs.count))
        }
        return inputs[0]
    }

    /// The channels of the only input, which must have so many spatial axes.
    func channels(_ call: KerasCall, _ inputs: [Int], rank: Int) throws(KerasError) -> Int {
        let shape = shape(try single(call, inputs))
        guard shape.rank == rank + 1 else {
            throw fault(call, .rank(expected: rank + 2, found: Shape([1] + shape.dimensions)))
        }
        return shape[0]
    }

    func fault(_ call: KerasCall, _ error: ShapeError) -> KerasError {
        KerasError(
            path,
            .graph(.shape(node: call.name, operation: .init(verbatim: call.layer.className), error)))
    }
}
