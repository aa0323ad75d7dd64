/// The architectures that the program knows.
public enum Architectures {
    /// Every architecture, of which those with published weights are the catalogue, in this order.
    public static let all: [Architecture] = [
        EfficientNetLite.architectures,
        VGG.embedded,
        AlexNet.architectures,
        VGG.torchvision,
        ResNet.architectures,
        SqueezeNet.architectures,
        MobileNetV2.architectures,
        MobileNetV3.architectures,
        DenseNet.architectures,
        ResNet.shaped,
        EfficientNet.architectures,
        TimmMobile.architectures,
        MNASNet.architectures,
        ShuffleNetV2.architectures,
        GoogLeNet.architectures,
        InceptionV3.architectures,
        RegNet.architectures,
        ConvNeXt.architectures,
        VisionTransformer.architectures,
        SwinTransformer.architectures,
        ThirteenConvolutions.architectures,
        SmallNetwork.architectures,
        KerasVGG.architectures,
        KerasResNet.architectures,
        KerasResNetV2.architectures,
        KerasXception.architectures,
        KerasMobileNet.architectures,
        KerasMobileNetV2.architectures,
        KerasDenseNet.architectures,
    ].flatMap(\.self)

    /// Those with weights under the names of a framework.
    static func all(of framework: ImportedNetwork.Framework) -> [Architecture] {
        all.filter { $0.framework == framework }
    }

    /// The architecture of a framework that a person names, whatever the case, or nil; Keras's need no `keras-` there.
    static func named(_ name: String, of framework: ImportedNetwork.Framework) -> Architecture? {
        let name = name.lowercased()
        return all(of: framework).first { $0.name == name || $0.name == "\(framework)-\(name)" }
            ?? all(of: framework).first { $0.aliases.contains(name) }
    }
}
