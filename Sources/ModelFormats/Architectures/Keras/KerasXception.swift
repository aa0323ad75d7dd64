/// Xception (Chollet 2016) with the layers of Keras's applications; the convolutions of its four residual branches and
/// their normalisations have no names of their own.
enum KerasXception {
    static let architectures = [
        Architecture(
            keras: "keras-xception", title: "Xception", scaling: .tf, size: 299,
            recommendedLayer: "block14_sepconv2_act",
            published: .keras(
                title: "Xception", "Separable convolutions throughout, for photos of 299×299.",
                licence: "MIT", publisher: "François Chollet (Keras)", file: "xception/xception",
                .about(91_900_000), md5: "0a58e3b7378bc2990ea3b43d5981f1f6"),
            describe: addLayers)
    ]

    @Sendable
    private static func addLayers(
        to builder: inout KerasNetworkBuilder, _ settings: KerasApplication.Settings
    ) {
        for (index, filters) in [32, 64].enumerated() {
            let name = "block1_conv\(index + 1)"
            builder.add(
                "Conv2D", name,
                [
                    "filters": .integer(filters), "kernel_size": 3, "strides": .integer(2 - index),
                    "use_bias": false,
                ])
            builder.add("BatchNormalization", "\(name)_bn")
            builder.add("Activation", "\(name)_act", ["activation": "relu"])
        }
        addReducingBlock(2, [128, 128], startsWithActivation: false, to: &builder)
        addReducingBlock(3, [256, 256], to: &builder)
        addReducingBlock(4, [728, 728], to: &builder)
        for block in 5...12 {
            let input = builder.last
            for index in 1...3 { addConvolution("block\(block)_sepconv\(index)", 728, .before, to: &builder) }
            builder.add("Add", after: [builder.last, input])
        }
        addReducingBlock(13, [728, 1024], to: &builder)
        addConvolution("block14_sepconv1", 1536, .after, to: &builder)
        addConvolution("block14_sepconv2", 2048, .after, to: &builder)
        builder.addPooledClassifier(classes: settings.classes)
    }

    private enum ActivationPlace {
        case none, before, after
    }

    /// Two separable convolutions and a pooling, added to a convolution of the input.
    private static func addReducingBlock(
        _ number: Int, _ filters: [Int], startsWithActivation: Bool = true,
        to builder: inout KerasNetworkBuilder
    ) {
        let input = builder.last
        builder.add(
            "Conv2D", nil,
            [
                "filters": .integer(filters[1]), "kernel_size": 1, "strides": 2, "padding": "same",
                "use_bias": false,
            ])
        let residual = builder.add("BatchNormalization")
        builder.continue(after: input)
        addConvolution(
            "block\(number)_sepconv1", filters[0], startsWithActivation ? .before : .none, to: &builder)
        addConvolution("block\(number)_sepconv2", filters[1], .before, to: &builder)
        builder.add(
            "MaxPooling2D", "block\(number)_pool", ["pool_size": 3, "strides": 2, "padding": "same"])
        builder.add("Add", after: [builder.last, residual])
    }

    private static func addConvolution(
        _ name: String, _ filters: Int, _ activation: ActivationPlace, to builder: inout KerasNetworkBuilder
    ) {
        if activation == .before { builder.add("Activation", "\(name)_act", ["activation": "relu"]) }
        builder.add(
            "SeparableConv2D", name,
            ["filters": .integer(filters), "kernel_size": 3, "padding": "same", "use_bias": false])
        builder.add("BatchNormalization", "\(name)_bn")
        if activation == .after { builder.add("Activation", "\(name)_act", ["activation": "relu"]) }
    }
}
