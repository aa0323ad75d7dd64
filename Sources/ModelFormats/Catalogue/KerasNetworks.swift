extension ModelCatalogue {
    /// Networks of Keras Applications: the files and MD5 sums that Keras names.
    static let keras: [Entry] = [
        keras(
            "keras-vgg16", "VGG16 (Keras)", "VGG16 as its authors trained it, in Keras's form.",
            licence: "CC BY 4.0", "Visual Geometry Group, University of Oxford",
            file: "vgg16/vgg16", .exactly(553_467_096), md5: "64373286793e3c8b2b4e3219cbf3544b"),
        keras(
            "keras-vgg19", "VGG19 (Keras)", "VGG19 as its authors trained it, in Keras's form.",
            licence: "CC BY 4.0", "Visual Geometry Group, University of Oxford",
            file: "vgg19/vgg19", .about(574_700_000), md5: "cbe5617147190e668d6c5d5026f83318"),
        keras(
            "keras-resnet50", "ResNet-50 (Keras)", "ResNet-50 as its authors trained it, in Keras's form.",
            licence: "MIT", "Kaiming He and others, Microsoft Research",
            file: "resnet/resnet50", .exactly(102_967_424), md5: "2cb95161c43110f7111970584f804107"),
        keras(
            "keras-xception", "Xception", "Separable convolutions throughout, for photos of 299×299.",
            licence: "MIT", "François Chollet (Keras)",
            file: "xception/xception", .about(91_900_000), md5: "0a58e3b7378bc2990ea3b43d5981f1f6"),
    ]

    private static func keras(
        _ name: String, _ title: String, _ summary: String, licence: String, _ publisher: String,
        file: String, _ size: RemoteFile.Size, md5: String
    ) -> Entry {
        let base = "https://storage.googleapis.com/tensorflow/keras-applications/"
        return Entry(
            name: name, title: title, summary: summary, licence: licence, publisher: publisher,
            file: .remote(
                RemoteFile(
                    address: "\(base)\(file)_weights_tf_dim_ordering_tf_kernels.h5", size: size,
                    checksum: .md5(md5))))
    }
}
