extension ModelCatalogue {
    /// The networks of PyTorch's torchvision, in their first published training on ImageNet: the files, checksums and
    /// rounded sizes that torchvision 0.28 names. A file's name ends in the first eight digits of its SHA-256.
    static let torchvision: [Entry] = [
        torchvision(
            "alexnet", "AlexNet", "The network that began it in 2012: five convolutions, three dense layers.",
            file: "alexnet-owt-7be5be79", .about(244_410_000)),
        torchvision(
            "vgg16", "VGG16", "Thirteen convolutions of 3×3 and three large dense layers.",
            file: "vgg16-397923af", .exactly(553_433_881),
            sha256: "397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0"),
        torchvision(
            "vgg19", "VGG19", "VGG16 with three more convolutions.",
            file: "vgg19-dcbb9e9d", .about(574_670_000)),
        torchvision(
            "resnet18", "ResNet-18", "The smallest network with shortcuts around its layers.",
            file: "resnet18-f37072fd", .exactly(46_830_571),
            sha256: "f37072fd47e89c5e827621c5baffa7500819f7896bbacec160b1a16c560e07ec"),
        torchvision(
            "resnet34", "ResNet-34", "ResNet-18 with twice the blocks.",
            file: "resnet34-b627a593", .about(87_320_000)),
        torchvision(
            "resnet50", "ResNet-50", "The usual yardstick: sixteen blocks of three convolutions.",
            file: "resnet50-0676ba61", .exactly(102_530_333),
            sha256: "0676ba61b6795bbe1773cffd859882e5e297624d384b6993f7c9e683e722fb8a"),
        torchvision(
            "resnet101", "ResNet-101", "ResNet-50 with a longer third stage.",
            file: "resnet101-63fe2227", .about(178_790_000)),
        torchvision(
            "resnet152", "ResNet-152", "The deepest of the ResNets.",
            file: "resnet152-394f9c45", .about(241_630_000)),
        torchvision(
            "squeezenet1_1", "SqueezeNet 1.1", "AlexNet's accuracy with a fiftieth of its weights.",
            file: "squeezenet1_1-b8a52dc0", .about(4_960_000)),
        torchvision(
            "mobilenet_v2", "MobileNetV2", "Depthwise convolutions for telephones.",
            file: "mobilenet_v2-b0353104", .about(14_210_000)),
        torchvision(
            "densenet121", "DenseNet-121", "Every layer reads all layers before it in its block.",
            file: "densenet121-a639ec97", .about(32_340_000)),
    ]

    private static func torchvision(
        _ name: String, _ title: String, _ summary: String, file: String, _ size: RemoteFile.Size,
        sha256: String? = nil
    ) -> Entry {
        let prefix = String(file.suffix(8))
        return Entry(
            name: name, title: title, summary: summary, licence: "BSD 3-Clause",
            publisher: "PyTorch (torchvision)",
            file: .remote(
                RemoteFile(
                    address: "https://download.pytorch.org/models/\(file).pth", size: size,
                    checksum: sha256.map(Checksum.sha256) ?? .sha256Prefix(prefix))))
    }
}
