extension ModelCatalogue {
    /// The networks that ship with the program; `NOTICE` says how their files were made.
    static let embedded: [Entry] = [
        Entry(
            name: defaultName, title: "EfficientNet-Lite0",
            summary: "1000 classes of ImageNet, small and fast; its weights ship with the program.",
            licence: "Apache 2.0", publisher: "Google (TensorFlow)",
            file: .embedded("Resources/models/efficientnet-lite0.safetensors")),
        Entry(
            name: "vgg16-features", title: "VGG16 features",
            summary:
                "The thirteen convolutions of VGG16 without its classifier; their weights ship with the program.",
            classCount: nil, licence: "CC BY 4.0 and BSD 3-Clause",
            publisher: "Visual Geometry Group, University of Oxford; PyTorch (torchvision)",
            file: .embedded("Resources/models/vgg16-features.safetensors"),
            advice:
                "The whole network with its classifier is vgg16; `glassbox models get vgg16` downloads it."),
    ]
}
