import Files

/// ResNet 50, 101 and 152 of the second version (He et al. 2016) with the layers of Keras's applications: normalisation and
/// activation before each convolution, and the stride in a stage's last block.
enum KerasResNetV2 {
    private static let normalization: [String: JSONValue] = ["epsilon": 1.001e-5]

    static let architectures = [(50, [3, 4, 6, 3]), (101, [3, 4, 23, 3]), (152, [3, 8, 36, 3])].map {
        depth, blocks in
        Architecture(
            keras: "keras-resnet\(depth)v2", title: "ResNet\(depth)V2", scaling: .tf, size: 224,
            recommendedLayer: "post_relu", published: nil
        ) { addLayers(to: &$0, blocks: blocks, $1) }
    }

    private static func addLayers(
        to builder: inout KerasNetworkBuilder, blocks: [Int], _ settings: KerasApplication.Settings
    ) {
        builder.add("ZeroPadding2D", "conv1_pad", ["padding": 3])
        builder.add("Conv2D", "conv1_conv", ["filters": 64, "kernel_size": 7, "strides": 2])
        builder.add("ZeroPadding2D", "pool1_pad", ["padding": 1])
        builder.add("MaxPooling2D", "pool1_pool", ["pool_size": 3, "strides": 2])
        for (stage, count) in blocks.enumerated() {
            for block in 1...count {
                addBlock(
                    "conv\(stage + 2)_block\(block)", filters: 64 << stage,
                    stride: block == count && stage + 1 < blocks.count ? 2 : 1, isFirst: block == 1,
                    to: &builder)
            }
        }
        builder.add("BatchNormalization", "post_bn", normalization)
        builder.add("Activation", "post_relu", ["activation": "relu"])
        builder.addPooledClassifier(classes: settings.classes)
    }

    private static func addBlock(
        _ name: String, filters: Int, stride: Int, isFirst: Bool, to builder: inout KerasNetworkBuilder
    ) {
        let input = builder.last
        builder.add("BatchNormalization", "\(name)_preact_bn", normalization)
        let activated = builder.add("Activation", "\(name)_preact_relu", ["activation": "relu"])
        var shortcut = input
        if isFirst {
            shortcut = builder.add(
                "Conv2D", "\(name)_0_conv",
                ["filters": .integer(4 * filters), "kernel_size": 1, "strides": .integer(stride)])
        } else if stride > 1 {
            shortcut = builder.add(
                "MaxPooling2D", "\(name)_0_pool", ["pool_size": 1, "strides": .integer(stride)],
                after: [input])
        }
        builder.add(
            "Conv2D", "\(name)_1_conv",
            ["filters": .integer(filters), "kernel_size": 1, "use_bias": false], after: [activated])
        builder.add("BatchNormalization", "\(name)_1_bn", normalization)
        builder.add("Activation", "\(name)_1_relu", ["activation": "relu"])
        builder.add("ZeroPadding2D", "\(name)_2_pad", ["padding": 1])
        builder.add(
            "Conv2D", "\(name)_2_conv",
            [
                "filters": .integer(filters), "kernel_size": 3, "strides": .integer(stride),
                "use_bias": false,
            ])
        builder.add("BatchNormalization", "\(name)_2_bn", normalization)
        builder.add("Activation", "\(name)_2_relu", ["activation": "relu"])
        builder.add("Conv2D", "\(name)_3_conv", ["filters": .integer(4 * filters), "kernel_size": 1])
        builder.add("Add", "\(name)_out", after: [shortcut, builder.last])
    }
}
