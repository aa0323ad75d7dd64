import Files

/// DenseNet 121, 169 and 201 (Huang et al. 2016) with the layers of Keras's applications.
enum KerasDenseNet {
    private static let normalization: [String: JSONValue] = ["epsilon": 1.001e-5]
    private static let growth = 32

    static let architectures = [
        (121, [6, 12, 24, 16]), (169, [6, 12, 32, 32]), (201, [6, 12, 48, 32]),
    ].map { depth, blocks in
        Architecture(
            keras: "keras-densenet\(depth)", title: "DenseNet\(depth)", scaling: .torch, size: 224,
            recommendedLayer: "relu", published: nil
        ) { addLayers(to: &$0, blocks: blocks, $1) }
    }

    private static func addLayers(
        to builder: inout KerasNetworkBuilder, blocks: [Int], _ settings: KerasApplication.Settings
    ) {
        builder.add("ZeroPadding2D", nil, ["padding": 3])
        builder.add(
            "Conv2D", "conv1_conv", ["filters": 64, "kernel_size": 7, "strides": 2, "use_bias": false])
        builder.add("BatchNormalization", "conv1_bn", normalization)
        builder.add("Activation", "conv1_relu", ["activation": "relu"])
        builder.add("ZeroPadding2D", nil, ["padding": 1])
        builder.add("MaxPooling2D", "pool1", ["pool_size": 3, "strides": 2])
        var channels = 64
        for (stage, count) in blocks.enumerated() {
            for layer in 1...count {
                addLayer("conv\(stage + 2)_block\(layer)", to: &builder)
                channels += growth
            }
            guard stage + 1 < blocks.count else { break }
            let name = "pool\(stage + 2)"
            channels /= 2
            builder.add("BatchNormalization", "\(name)_bn", normalization)
            builder.add("Activation", "\(name)_relu", ["activation": "relu"])
            builder.add("Conv2D", "\(name)_conv", convolution(channels, 1))
            builder.add("AveragePooling2D", "\(name)_pool", ["pool_size": 2, "strides": 2])
        }
        builder.add("BatchNormalization", "bn", normalization)
        builder.add("Activation", "relu", ["activation": "relu"])
        builder.addPooledClassifier(classes: settings.classes)
    }

    private static func addLayer(_ name: String, to builder: inout KerasNetworkBuilder) {
        let input = builder.last
        builder.add("BatchNormalization", "\(name)_0_bn", normalization)
        builder.add("Activation", "\(name)_0_relu", ["activation": "relu"])
        builder.add("Conv2D", "\(name)_1_conv", convolution(4 * growth, 1))
        builder.add("BatchNormalization", "\(name)_1_bn", normalization)
        builder.add("Activation", "\(name)_1_relu", ["activation": "relu"])
        builder.add("Conv2D", "\(name)_2_conv", convolution(growth, 3))
        builder.add("Concatenate", "\(name)_concat", after: [input, builder.last])
    }

    private static func convolution(_ filters: Int, _ kernelSize: Int) -> [String: JSONValue] {
        [
            "filters": .integer(filters), "kernel_size": .integer(kernelSize), "padding": "same",
            "use_bias": false,
        ]
    }
}
