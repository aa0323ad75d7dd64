import ModelFormats
import NeuralNetwork
import Words

/// Why a method has no answer at a layer of a network.
public enum Obstacle: Refusal, Equatable {
    case noClassifier(model: String, advice: Words?)
    /// Class scores behind layers that are not computed.
    case scoresNotComputed(model: String, advice: Words?)
    case noSpatialExtent(layer: String)
    /// The network does not end in global average pooling and one dense layer.
    case noPooledClassifier(model: String)
    /// The method has an answer at one layer only.
    case onlyAtLayer(String, method: Words)
    case noConvolution(layer: String)
    /// It has no weights that are kernels.
    case noKernels(layer: String)
    case notComputed(layer: String, reason: Words)
    case noInfluence(layer: String)
    /// One of its axes is empty.
    case noValues(layer: String)
    /// Its output's first axis is not the pictures'.
    case notByPicture(layer: String)
    case noAttention(model: String)
    /// The tokens that an attention looks at cannot be found on the picture.
    case attentionWithoutPlaces(layer: String)
    /// A method that follows tokens from attention to attention, where each sees a part of them.
    case attentionInWindows(layer: String, method: Words)
    /// The same where an attention has others than the one before it.
    case otherTokens(layer: String, method: Words)
    /// What each block puts out is not found, or its head reads more than that.
    case noBlocks(model: String, method: Words)
    /// A metric of an answer that is not about a class.
    case notMeasured(method: Words)

    public var kind: RefusalKind { .unavailable }

    public static let examples: [Obstacle] = [
        .noClassifier(model: "VGG16", advice: nil), .scoresNotComputed(model: "VGG16", advice: nil),
        .noSpatialExtent(layer: "fc1"),
        .noPooledClassifier(model: "VGG16"), .onlyAtLayer("conv5", method: "CAM"),
        .noConvolution(layer: "fc1"), .noKernels(layer: "relu"),
        .notComputed(layer: "loop", reason: "the operator \("Loop") is not supported"),
        .noInfluence(layer: "aux"), .noValues(layer: "slice"), .notByPicture(layer: "windows"),
        .noAttention(model: "VGG16"), .attentionWithoutPlaces(layer: "softmax"),
        .attentionInWindows(layer: "softmax", method: "Attention rollout"),
        .otherTokens(layer: "softmax", method: "Attention rollout"),
        .noBlocks(model: "VGG16", method: "LeGrad"),
        .notMeasured(method: "Filter"),
    ]

    /// The obstacle of a method that explains a class by a network's classifier, wherever it looks.
    public static func noClassifier(in model: Model) -> Obstacle? {
        guard model.graph.logits == nil else { return nil }
        return model.isWhole
            ? .noClassifier(model: model.title, advice: model.advice)
            : .scoresNotComputed(model: model.title, advice: model.advice)
    }

    /// The obstacle of a method that lays a layer's output over the photo.
    static func noSpatialExtent(of layer: Node) -> Obstacle? {
        layer.hasSpatialExtent ? nil : .noSpatialExtent(layer: layer.name)
    }

    /// The obstacle of a method that asks how the class scores depend on a layer.
    static func noInfluence(of layer: Node, in model: Model) -> Obstacle? {
        model.graph.logitsDepend(on: layer.id) ? nil : .noInfluence(layer: layer.name)
    }

    public var words: Words {
        switch self {
        case .noClassifier(let model, let advice):
            Words(["\(model) has no classifier, so there is no class to explain.", advice])
        case .scoresNotComputed(let model, let advice):
            Words(["\(model) is computed in part only, so there is no class to explain.", advice])
        case .noPooledClassifier(let model):
            "\(model) does not end in global average pooling and one dense layer, which CAM needs; Grad-CAM does not."
        case .onlyAtLayer(let layer, let method):
            "\(method) is made of the layer before the global average pooling: choose \(layer)."
        case .notComputed(let layer, let reason): "\(layer) has no output: \(reason)."
        case .noInfluence(let layer): "The class scores do not depend on \(layer)."
        case .noValues(let layer): "\(layer) puts out no values, so there is nothing to explain."
        case .notByPicture(let layer):
            "\(layer) puts out parts of the picture in the place of pictures, so its single numbers are not shown."
        case .noConvolution(let layer):
            "\(layer) is no convolution over rows and columns, so it has no filters to show."
        case .noKernels(let layer):
            "\(layer) is no convolution over rows and columns and no dense layer, so it has no kernels to show."
        case .noSpatialExtent(let layer):
            "The output of \(layer) has no rows and columns, so there is nothing to lay over the photo."
        case .noAttention(let model): "\(model) has no attention, which is what this method shows."
        case .attentionWithoutPlaces(let layer):
            "What \(layer) looks at cannot be found on the photo, so there is nothing to lay over it."
        case .attentionInWindows(let layer, let method):
            """
            \(layer) looks at one part of the photo at a time, so \(method) cannot follow tokens through the network; \
            the attention of one layer can be shown.
            """
        case .otherTokens(let layer, let method):
            """
            \(layer) looks at other tokens than the attention before it, so \(method) cannot follow them through the \
            network; the attention of one layer can be shown.
            """
        case .noBlocks(let model, let method):
            "\(model) has no head that could stand behind each of its blocks, which \(method) needs."
        case .notMeasured(let method):
            "\(method) explains no class, so there is no score that it could be measured by."
        }
    }
}
