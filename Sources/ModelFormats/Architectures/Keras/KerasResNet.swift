import Files

/// ResNet 50, 101 and 152 (He et al. 2015) with the layers of Keras's applications: biases everywhere, and the stride
/// on a block's first convolution.
enum KerasResNet {
    private static let normalization: [String: JSONValue] = ["epsilon": 1.001e-5]

    static let architectures = [
        architecture(
            depth: 50, blocks: [3, 4, 6, 3],
            published: .keras(
                title: "ResNet-50 (Keras)", "ResNet-50 as its authors trained it, in Keras's form.",
                licence: "MIT", publisher: "Kaiming He and others, Microsoft Research",
                file: "resnet/resnet50", .exactly(102_967_424), md5: "2cb95161c43110f7111970584f804107")),
        architecture(depth: 101, blocks: [3, 4, 23, 3], published: nil),
        architecture(depth: 152, blocks: [3, 8, 36, 3], published: nil),
    ]

    private static func architecture(
        depth: Int, blocks: [Int], published: PublishedWeights?
    ) -> Architecture {
        Architecture(
            keras: "keras-resnet\(depth)", title: "ResNet\(depth)", scaling: .caffe, size: 224,
            recommendedLayer: "conv5_block3_out", published: published
        ) { addLayers(to: &$0, blocks: blocks, $1) }
    }

    private static func addLayers(
        to builder: inout KerasNetworkBuilder, blocks: [Int], _ settings: KerasApplication.Settings
    ) {
        builder.add("ZeroPadding2D", "conv1_pad", ["padding": 3])
        builder.add("Conv2D", "conv1_conv", ["filters": 64, "kernel_size": 7, "strides": 2])
        builder.add("BatchNormalization", "conv1_bn", normalization)
        builder.add("Activation", "conv1_relu", ["activation": "relu"])
        builder.add("ZeroPadding2D", "pool1_pad", ["padding": 1])
        builder.add("MaxPooling2D", "pool1_pool", ["pool_size": 3, "strides": 2])
        for (stage, count) in blocks.enumerated() {
            for block in 1...count {
                addBlock(
                    "conv\(stage + 2)_block\(block)", filters: 64 << stage,
                    stride: block == 1 && stage > 0 ? 2 : 1, hasShortcut: block == 1, to: &builder)
            }
        }
        builder.addPooledClassifier(classes: settings.classes)
    }

    private static func addBlock(
        _ name: String, filters: Int, stride: Int, hasShortcut: Bool, to builder: inout KerasNetworkBuilder
    ) {
        let input = builder.last
        func convolution(_ filters: Int, _ kernelSize: Int, stride: Int = 1) -> [String: JSONValue] {
            [
                "filters": .integer(filters), "kernel_size": .integer(kernelSize),
                "strides": .integer(stride), "padding": kernelSize == 1 ? "valid" : "same",
            ]
        }
        var shortcut = input
        if hasShortcut {
            builder.add("Conv2D", "\(name)_0_conv", convolution(4 * filters, 1, stride: stride))
            shortcut = builder.add("BatchNormalization", "\(name)_0_bn", normalization)
        }
        builder.add("Conv2D", "\(name)_1_conv", convolution(filters, 1, stride: stride), after: [input])
        builder.add("BatchNormalization", "\(name)_1_bn", normalization)
        builder.add("Activation", "\(name)_1_relu", ["activation": "relu"])
        builder.add("Conv2D", "\(name)_2_conv", convolution(filters, 3))
        builder.add("BatchNormalization", "\(name)_2_bn", normalization)
        builder.add("Activation", "\(name)_2_relu", ["activation": "relu"])
        builder.add("Conv2D", "\(name)_3_conv", convolution(4 * filters, 1))
        builder.add("BatchNormalization", "\(name)_3_bn", normalization)
        builder.add("Add", "\(name)_add", after: [shortcut, builder.last])
        builder.add("Activation", "\(name)_out", ["activation": "relu"])
    }
}
