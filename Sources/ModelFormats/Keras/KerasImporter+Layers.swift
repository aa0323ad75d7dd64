import NeuralNetwork
import Tensors
import Words

extension KerasImporter {
    typealias Build = @Sendable (KerasImporter, KerasCall, [Int]) throws -> Int

    /// Every layer class of Keras that is known, and how it becomes nodes.
    static let layers: [String: Build] = {
        var layers: [String: Build] = [
            "Dense": { try $0.addDense($1, $2) },
            "BatchNormalization": { try $0.addBatchNormalization($1, $2) },
            "Normalization": { try $0.addNormalization($1, $2) },
            "LayerNormalization": { try $0.addLayerNormalization($1, $2) },
            "Rescaling": { try $0.addRescaling($1, $2) },
            "Activation": { try $0.addActivation($1, $2) },
            "ReLU": { try $0.addReLU($1, $2) },
            "LeakyReLU": { try $0.addLeakyReLU($1, $2) },
            "PReLU": { try $0.addPReLU($1, $2) },
            "ELU": { try $0.addELU($1, $2) },
            "ThresholdedReLU": { try $0.addThresholdedReLU($1, $2) },
            "Softmax": { try $0.addSoftmax($1, $2) },
            "Flatten": { try $0.addFlatten($1, $2) },
            "Reshape": { try $0.addReshape($1, $2) },
            "Permute": { try $0.addPermute($1, $2) },
            "Concatenate": { try $0.addConcatenate($1, $2) },
            "Lambda": { importer, call, inputs in
                try importer.unsupported(
                    call, inputs, .lambda)
            },
            "InputLayer": { try $0.add($1.name, Identity(.input), $2) },
        ]
        for (rank, suffix) in [(1, "1D"), (2, "2D"), (3, "3D")] {
            layers["Conv" + suffix] = { try $0.addConvolution($1, $2, rank: rank) }
            layers["Convolution" + suffix] = layers["Conv" + suffix]
            layers["DepthwiseConv" + suffix] = { try $0.addDepthwiseConvolution($1, $2, rank: rank) }
            layers["SeparableConv" + suffix] = { try $0.addSeparableConvolution($1, $2, rank: rank) }
            layers["SeparableConvolution" + suffix] = layers["SeparableConv" + suffix]
            layers["MaxPooling" + suffix] = { try $0.addPooling($1, $2, .maximum, rank: rank) }
            layers["AveragePooling" + suffix] = {
                try $0.addPooling($1, $2, .average(countsPadding: false), rank: rank)
            }
            layers["GlobalMaxPooling" + suffix] = { try $0.addGlobalPooling($1, $2, .maximum) }
            layers["GlobalAveragePooling" + suffix] = {
                try $0.addGlobalPooling($1, $2, .average(countsPadding: true))
            }
            layers["ZeroPadding" + suffix] = { try $0.addZeroPadding($1, $2, rank: rank) }
            layers["Cropping" + suffix] = { try $0.addCropping($1, $2, rank: rank) }
            layers["UpSampling" + suffix] = { try $0.addUpSampling($1, $2, rank: rank) }
            layers["SpatialDropout" + suffix] = { try $0.add($1.name, Identity(), $2) }
        }
        for (name, alias) in [
            ("MaxPooling", "MaxPool"), ("AveragePooling", "AvgPool"), ("GlobalMaxPooling", "GlobalMaxPool"),
            ("GlobalAveragePooling", "GlobalAvgPool"),
        ] {
            for suffix in ["1D", "2D", "3D"] { layers[alias + suffix] = layers[name + suffix] }
        }
        for (name, operation) in [
            ("Add", ElementwiseArithmetic.Operation.add), ("Subtract", .subtract), ("Multiply", .multiply),
            ("Maximum", .maximum), ("Minimum", .minimum), ("Divide", .divide), ("TrueDivide", .divide),
        ] {
            layers[name] = { try $0.addMerge($1, $2, operation) }
        }
        layers["Average"] = { try $0.addAverage($1, $2) }
        for name in ["Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise", "ActivityRegularization"]
        {
            let summary: LayerName = name == "Dropout" ? .dropout : .trainingOnly(name)
            layers[name] = { try $0.add($1.name, Identity(summary), $2) }
        }
        for name in [
            "RandomFlip", "RandomRotation", "RandomZoom", "RandomTranslation", "RandomContrast",
            "RandomBrightness", "RandomShear", "RandomColorDegeneration", "RandomColorJitter",
            "RandomGrayscale", "RandomHue", "RandomPosterization", "RandomSaturation", "RandomSharpness",
            "RandomErasing", "RandomInvert", "RandomGaussianBlur", "RandomPerspective",
            "RandomElasticTransform",
        ] {
            layers[name] = { try $0.add($1.name, Identity(.trainingOnly(name)), $2) }
        }
        return layers
    }()

    /// Refuses channels that come first.
    func checkDataFormat(_ call: KerasCall) throws(KerasError) {
        let format = try call.settings.text("data_format", default: "channels_last")
        guard format == "channels_last" else {
            throw KerasError(path, .channelsFirst(layer: call.layer.name))
        }
    }

    /// Where an axis that Keras counts, with the batch, lies in the graph.
    ///
    /// - Parameter rank: with the batch.
    func graphAxis(_ axis: Int, rank: Int, _ call: KerasCall, key: String = "axis") throws(KerasError) -> Int
    {
        let axis = axis < 0 ? axis + rank : axis
        guard axis >= 0, axis < rank else { throw call.settings.fault(key) }
        return axis == 0 ? 0 : axis == rank - 1 ? 1 : axis + 1
    }
}
