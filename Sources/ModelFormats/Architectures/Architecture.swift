import NeuralNetwork
import Tensors

/// A network whose layers are known, so that bare weights suffice.
public struct Architecture: Sendable {
    /// The spelling on the command line, for example `resnet50`.
    public let name: String
    /// For people, for example `ResNet-50`.
    public let title: String
    public let preprocessing: Preprocessing
    /// The layer whose Grad-CAM says most.
    public let recommendedLayer: String
    /// Whose file form the weights come in.
    public let framework: ImportedNetwork.Framework
    /// Builds the network; the number of classes follows from the weights.
    ///
    /// The second argument is the number of rows and columns of the input.
    public let build: @Sendable (_ weights: inout any Weights, _ size: Int) throws -> Graph

    public init(
        name: String, title: String, preprocessing: Preprocessing, recommendedLayer: String,
        framework: ImportedNetwork.Framework = .torch,
        build: @escaping @Sendable (_ weights: inout any Weights, _ size: Int) throws -> Graph
    ) {
        self.name = name
        self.title = title
        self.preprocessing = preprocessing
        self.recommendedLayer = recommendedLayer
        self.framework = framework
        self.build = build
    }

    /// The architectures of which bare weights are recognised.
    public static let all: [Architecture] =
        ResNet.architectures + VGG.torchvision + AlexNet.architectures + SqueezeNet.architectures
        + MobileNetV2.architectures + DenseNet.architectures + EfficientNetLite.architectures
        + VGG.embedded + ThirteenConvolutions.architectures
}

extension Preprocessing {
    /// That of torchvision's classifiers: the middle 224×224 of the photo with its shorter edge at 256.
    static let torchvision = Preprocessing(.centreCrop(shortEdge: 256), .torch, size: 224)
}
