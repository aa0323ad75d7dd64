/// VGG16 and VGG19 (Simonyan and Zisserman 2014, configurations D and E) with the layers of Keras's applications.
enum KerasVGG {
    static func describe(
        _ name: String, convolutions: [Int], _ settings: KerasArchitectures.Settings
    ) -> KerasNetworkBuilder {
        var builder = KerasNetworkBuilder(name: name, size: settings.size)
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
        guard let classes = settings.classes else { return builder }
        builder.add("Flatten", "flatten")
        builder.add("Dense", "fc1", ["units": 4096, "activation": "relu"])
        builder.add("Dense", "fc2", ["units": 4096, "activation": "relu"])
        builder.add("Dense", "predictions", ["units": .integer(classes), "activation": "softmax"])
        return builder
    }
}
