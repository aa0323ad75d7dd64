import Files

/// MobileNetV2 (Sandler et al. 2018) of width 1 with the layers of Keras's applications.
enum KerasMobileNetV2 {
    private static let stages: [(expansion: Int, filters: Int, repeats: Int, stride: Int)] = [
        (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
        (6, 320, 1, 1),
    ]

    static let architectures = [
        Architecture(
            keras: "keras-mobilenetv2", title: "MobileNetV2", scaling: .tf, size: 224,
            recommendedLayer: "out_relu", published: nil, describe: addLayers)
    ]

    @Sendable
    private static func addLayers(
        to builder: inout KerasNetworkBuilder, _ settings: KerasApplication.Settings
    ) {
        var size = (settings.size + 1) / 2
        builder.add("Conv2D", "Conv1", convolution(32, 3, stride: 2))
        builder.add("BatchNormalization", "bn_Conv1")
        builder.add("ReLU", "Conv1_relu", ["max_value": 6])
        var channels = 32
        var block = 0
        for stage in stages {
            for repeated in 0..<stage.repeats {
                let prefix = block == 0 ? "expanded_conv_" : "block_\(block)_"
                let input = builder.last
                let stride = repeated == 0 ? stage.stride : 1
                if block > 0 {
                    builder.add("Conv2D", "\(prefix)expand", convolution(stage.expansion * channels, 1))
                    builder.add("BatchNormalization", "\(prefix)expand_BN")
                    builder.add("ReLU", "\(prefix)expand_relu", ["max_value": 6])
                }
                if stride == 2 {
                    // One row and column less at the start of an even size.
                    let sides: JSONValue = [.integer(size % 2), 1]
                    builder.add("ZeroPadding2D", "\(prefix)pad", ["padding": [sides, sides]])
                    size = (size + 1) / 2
                }
                builder.add(
                    "DepthwiseConv2D", "\(prefix)depthwise",
                    [
                        "kernel_size": 3, "strides": .integer(stride),
                        "padding": stride == 1 ? "same" : "valid", "use_bias": false,
                    ])
                builder.add("BatchNormalization", "\(prefix)depthwise_BN")
                builder.add("ReLU", "\(prefix)depthwise_relu", ["max_value": 6])
                builder.add("Conv2D", "\(prefix)project", convolution(stage.filters, 1))
                builder.add("BatchNormalization", "\(prefix)project_BN")
                if stride == 1, channels == stage.filters {
                    builder.add("Add", "\(prefix)add", after: [input, builder.last])
                }
                channels = stage.filters
                block += 1
            }
        }
        builder.add("Conv2D", "Conv_1", convolution(1280, 1))
        builder.add("BatchNormalization", "Conv_1_bn")
        builder.add("ReLU", "out_relu", ["max_value": 6])
        guard let classes = settings.classes else { return }
        builder.add("GlobalAveragePooling2D", "global_average_pooling2d")
        builder.add("Dense", "predictions", ["units": .integer(classes), "activation": "softmax"])
    }

    private static func convolution(_ filters: Int, _ kernelSize: Int, stride: Int = 1) -> [String:
        JSONValue]
    {
        [
            "filters": .integer(filters), "kernel_size": .integer(kernelSize), "strides": .integer(stride),
            "padding": "same", "use_bias": false,
        ]
    }
}
