/// VGG16 and VGG19 (Simonyan and Zisserman 2014, configurations D and E) with the layers of Keras's applications.
enum KerasVGG {
    static let architectures = [
        Architecture(
            keras: "keras-vgg16", title: "VGG16", scaling: .caffe, size: 224,
            recommendedLayer: "block5_conv3",
            published: .keras(
                title: "VGG16 (Keras)", "VGG16 as its authors trained it, in Keras's form.",
                licence: "CC BY 4.0", publisher: "Visual Geometry Group, University of Oxford",
                file: "vgg16/vgg16", .exactly(553_467_096), md5: "64373286793e3c8b2b4e3219cbf3544b")
        ) { addLayers(to: &$0, convolutions: [2, 2, 3, 3, 3], $1) },
        Architecture(
            keras: "keras-vgg19", title: "VGG19", scaling: .caffe, size: 224,
            recommendedLayer: "block5_conv4",
            published: .keras(
                title: "VGG19 (Keras)", "VGG19 as its authors trained it, in Keras's form.",
                licence: "CC BY 4.0", publisher: "Visual Geometry Group, University of Oxford",
                file: "vgg19/vgg19", .about(574_700_000), md5: "cbe5617147190e668d6c5d5026f83318")
        ) { addLayers(to: &$0, convolutions: [2, 2, 4, 4, 4], $1) },
    ]

    private static func addLayers(
        to builder: inout KerasNetworkBuilder, convolutions: [Int], _ settings: KerasApplication.Settings
    ) {
        for (block, (count, channels)) in zip(convolutions, [64, 128, 256, 512, 512]).enumerated() {
            for convolution in 1...count {
                builder.add(
                    "Conv2D", "block\(block + 1)_conv\(convolution)",
                    [
                        "filters": .integer(channels), "kernel_size": 3, "padding": "same",
                        "activation": "relu",
                    ])
            }
            builder.add("MaxPooling2D", "block\(block + 1)_pool", ["pool_size": 2, "strides": 2])
        }
        guard let classes = settings.classes else { return }
        builder.add("Flatten", "flatten")
        builder.add("Dense", "fc1", ["units": 4096, "activation": "relu"])
        builder.add("Dense", "fc2", ["units": 4096, "activation": "relu"])
        builder.add("Dense", "predictions", ["units": .integer(classes), "activation": "softmax"])
    }
}
