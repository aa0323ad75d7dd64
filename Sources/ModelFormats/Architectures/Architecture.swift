import NeuralNetwork
import Tensors

/// A network with layers that are known, so that weights without a description of them suffice.
///
/// An architecture is one file, with all that the rest of the program needs to know of it, and one line in ``Architectures/all``.
public struct Architecture: Sendable {
    /// The spelling on the command line, for example `resnet50`.
    public let name: String
    /// What it is called by people, for example `ResNet-50`.
    public let title: String
    /// How its published training makes inputs of photos; its size is the usual one.
    public let preprocessing: Preprocessing
    /// The layer at which Grad-CAM says most: the last maps before the classifier, after their normalisation and activation.
    public let recommendedLayer: String
    /// The framework that gave the weights their names.
    public let framework: ImportedNetwork.Framework
    /// What makes it a network of the catalogue; nil for an architecture that is only recognised.
    public let published: PublishedWeights?
    /// Names of tensors of which a file of its weights has one, after whatever stands before all names: what recognising looks
    /// at first.
    let anchors: [String]
    /// Other names that a person may give it: of its variants, which the weights tell apart.
    let aliases: [String]
    /// Whether other weights have the same names and shapes, so that a person has to say what they are.
    let isOnlyNamed: Bool
    /// How its training begins where there are no weights.
    let firstWeights: FirstWeights
    /// What depends on the weights; nil where nothing does.
    private let describe: (@Sendable (_ weights: any NetworkDetails) -> Variant?)?
    /// Its layers as Keras describes them, with what a file of weights is recognised by; nil for PyTorch's.
    let application: KerasApplication?
    /// Builds the network; the number of classes follows from the weights.
    ///
    /// The second argument is the number of rows and columns of the input.
    public let build: @Sendable (_ weights: inout any Weights, _ size: Int) throws -> Graph

    /// What weights say of their network beyond its layers.
    struct Variant {
        var title: String
        var preprocessing: Preprocessing
        var recommendedLayer: String?
    }

    /// What weights that fit say of their network.
    func variant(of weights: any NetworkDetails) -> Variant {
        describe?(weights)
            ?? Variant(title: title, preprocessing: preprocessing, recommendedLayer: recommendedLayer)
    }

    /// An architecture under the names of PyTorch's modules.
    ///
    /// - Parameters:
    ///   - anchors: see ``anchors``.
    ///   - describe: what depends on the weights.
    init(
        name: String, title: String, preprocessing: Preprocessing, recommendedLayer: String,
        published: PublishedWeights? = nil, anchors: [String], aliases: [String] = [],
        isOnlyNamed: Bool = false, firstWeights: FirstWeights = .he,
        describe: (@Sendable (_ weights: any NetworkDetails) -> Variant?)? = nil,
        build: @escaping @Sendable (_ weights: inout any Weights, _ size: Int) throws -> Graph
    ) {
        self.name = name
        self.title = title
        self.preprocessing = preprocessing
        self.recommendedLayer = recommendedLayer
        self.framework = .torch
        self.published = published
        self.anchors = anchors
        self.aliases = aliases
        self.isOnlyNamed = isOnlyNamed
        self.firstWeights = firstWeights
        self.describe = describe
        self.application = nil
        self.build = build
    }

    /// An architecture under the names of Keras's layers; the name of a tensor is `layer/array`, its layout Keras's.
    ///
    /// - Parameters:
    ///   - name: `keras-` and Keras's own name in small letters, under which it is found as well.
    ///   - size: rows and columns of the usual input.
    ///   - classifier: the layer whose last axis counts the classes.
    ///   - describe: adds the layers one after the other.
    init(
        keras name: String, title: String, scaling: Preprocessing.Scaling, size: Int,
        recommendedLayer: String, classifier: String = "predictions",
        published: PublishedWeights?, describe: @escaping KerasApplication.Description
    ) {
        let application = KerasApplication(
            name: name, title: title, size: size, classifier: classifier, describe: describe)
        self.name = name
        self.title = title
        self.preprocessing = Preprocessing(.stretch, scaling, size: size)
        self.recommendedLayer = recommendedLayer
        self.framework = .keras
        self.published = published
        self.anchors = []
        self.aliases = []
        self.isOnlyNamed = false
        self.firstWeights = .he
        self.describe = nil
        self.application = application
        self.build = { weights, size in try application.graph(&weights, size: size) }
    }
}

extension Preprocessing {
    /// The preprocessing of torchvision's classifiers: the middle 224×224 of the photo with its shorter edge at 256.
    ///
    /// It is that of their first training (`IMAGENET1K_V1`), which is the one that the catalogue offers. The second training
    /// of some (`IMAGENET1K_V2`) has the shorter edge at 232; tensors do not tell which training they come from.
    static let torchvision = Preprocessing(.centreCrop(shortEdge: 256), .torch, size: 224)
}
