import Files

/// MobileNet (Howard et al. 2017) of width 1 with the layers of Keras's applications.
enum KerasMobileNet {
    private static let blocks: [(filters: Int, stride: Int)] = [
        (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1),
        (512, 1),
        (1024, 2), (1024, 1),
    ]

    static let architectures = [
        Architecture(
            keras: "keras-mobilenet", title: "MobileNet", scaling: .tf, size: 224,
            recommendedLayer: "conv_pw_13_relu", classifier: "conv_preds", published: nil,
            describe: addLayers)
    ]

    @Sendable
    private static func addLayers(
        to builder: inout KerasNetworkBuilder, _ settings: KerasApplication.Settings
    ) {
        builder.add(
            "Conv2D", "conv1",
            ["filters": 32, "kernel_size": 3, "strides": 2, "padding": "same", "use_bias": false])
        addRectifier("conv1", to: &builder)
        for (index, block) in blocks.enumerated() {
            let number = index + 1
            if block.stride == 2 {
                builder.add("ZeroPadding2D", "conv_pad_\(number)", ["padding": [[0, 1], [0, 1]]])
            }
            builder.add(
                "DepthwiseConv2D", "conv_dw_\(number)",
                [
                    "kernel_size": 3, "strides": .integer(block.stride),
                    "padding": block.stride == 1 ? "same" : "valid", "use_bias": false,
                ])
            addRectifier("conv_dw_\(number)", to: &builder)
            builder.add(
                "Conv2D", "conv_pw_\(number)",
                [
                    "filters": .integer(block.filters), "kernel_size": 1, "padding": "same",
                    "use_bias": false,
                ])
            addRectifier("conv_pw_\(number)", to: &builder)
        }
        guard let classes = settings.classes else { return }
        builder.add("GlobalAveragePooling2D", "global_average_pooling2d", ["keepdims": true])
        builder.add(
            "Conv2D", "conv_preds",
            ["filters": .integer(classes), "kernel_size": 1, "padding": "same"])
        builder.add("Reshape", "reshape_2", ["target_shape": [.integer(classes)]])
        builder.add("Activation", "predictions", ["activation": "softmax"])
    }

    private static func addRectifier(_ name: String, to builder: inout KerasNetworkBuilder) {
        builder.add("BatchNormalization", "\(name)_bn")
        builder.add("ReLU", "\(name)_relu", ["max_value": 6])
    }
}
