import Foundation
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

/// A way to look into a network: it computes something of a layer or a class and shows it as pictures.
public protocol ExplanationMethod: Sendable {
    /// The spelling on the command line, for example `grad-cam`.
    var name: String { get }
    /// The name on its button, for example `Grad-CAM`.
    var title: String { get }
    /// What it shows, one sentence.
    var summary: String { get }
    /// Whether it explains a class.
    var needsClass: Bool { get }
    /// Whether the answer is read off the analysis as it is, so that it is soon made again.
    var isReadOff: Bool { get }
    var options: [MethodOption] { get }

    /// Why the method has no answer for this layer, which has an output, or nil if it has one.
    func ownObstacle(in model: Model, at layer: Node) -> Obstacle?

    /// Computes the answer.
    ///
    /// - Parameters:
    ///   - question: a layer (and class) for which ``obstacle(in:at:)`` is nil.
    ///   - analysis: of the picture.
    ///
    /// Long work calls ``Question/report(_:partial:)`` after every batch and needs memory for one batch.
    func explain(_ question: Question, of analysis: Analysis) throws -> Explanation

    /// The answer as something to look at. Costs no pass through the network.
    ///
    /// - Parameters:
    ///   - options: those of stage ``MethodOption/Stage/display`` count.
    ///   - area: the pixels that are there to fill, or nil for the answer's own resolution.
    func present(_ explanation: Explanation, options: OptionValues, in area: DisplayArea?) -> Presentation
}

extension ExplanationMethod {
    public var isReadOff: Bool { false }

    /// Why there is no answer for this layer, or nil if there is one.
    public func obstacle(in model: Model, at layer: Node) -> Obstacle? {
        if let reason = layer.obstacle { return .notComputed(layer: layer.name, reason: reason.english) }
        return ownObstacle(in: model, at: layer)
    }
}

/// The methods, in the order of their buttons. The command line, the window's menus, the help and the tests read
/// this list.
public enum ExplanationMethods {
    public static let all: [any ExplanationMethod] = [
        FeatureMaps(),
        FilterPatterns(),
        GradCAM(),
        LIME(),
        SHAP(),
        CAM(),
        GradCAMPlusPlus(),
        HiResCAM(),
        LayerCAM(),
        XGradCAM(),
        EigenCAM(),
        ScoreCAM(),
        LIFTCAM(),
        Saliency(),
        GuidedBackpropagation(),
        GuidedGradCAM(),
        IntegratedGradients(),
        SmoothGrad(),
        Occlusion(),
        RISE(),
    ]

    /// - Throws: ``QuestionError/unknownMethod(_:nearest:known:)``.
    public static func named(_ name: String) throws(QuestionError) -> any ExplanationMethod {
        if let method = all.first(where: { $0.name == name }) { return method }
        let names = all.map(\.name)
        throw .unknownMethod(name, nearest: NearestNames.of(name, in: names), known: names)
    }
}

/// What is asked of a method.
public struct Question: Sendable {
    public let layer: Node
    /// For methods that explain a class.
    public let classIndex: Int?
    public let options: OptionValues
    /// Where all randomness comes from.
    public let seed: UInt64
    /// Heeded between layers.
    public let cancellation: Cancellation?
    /// Who wants to know how far a long computation is.
    public let progress: ProgressReceiver?
    /// The tile of the page that somebody points at, to be done first.
    public let focus: Int?
    /// Where results that take long are kept for the next time (`Folders.cache`); nil to keep none.
    public let cacheFolder: String?

    public init(
        layer: Node, classIndex: Int? = nil, options: OptionValues = OptionValues(), seed: UInt64 = 0,
        cancellation: Cancellation? = nil, progress: ProgressReceiver? = nil, focus: Int? = nil,
        cacheFolder: String? = nil
    ) {
        self.layer = layer
        self.classIndex = classIndex
        self.options = options
        self.seed = seed
        self.cancellation = cancellation
        self.progress = progress
        self.focus = focus
        self.cacheFolder = cacheFolder
    }

    /// The same question about a class, where the method chose it.
    public func about(class index: Int) -> Question {
        Question(
            layer: layer, classIndex: index, options: options, seed: seed, cancellation: cancellation,
            progress: progress, focus: focus, cacheFolder: cacheFolder)
    }

    /// Says how far the computation is and stops it when that is wanted: to be called after every batch.
    ///
    /// - Parameters:
    ///   - fraction: 0…1.
    ///   - partial: what is known so far; asked for only when somebody looks.
    /// - Throws: `CancellationError`.
    public func report(_ fraction: Double, partial: () -> Explanation?) throws {
        try cancellation?.check()
        progress?.receive(fraction, partial: partial)
    }
}

/// A method's answer before any colouring.
public struct Explanation: Sendable {
    public let method: any ExplanationMethod
    public let layer: Node
    public let classIndex: Int?
    public let subject: Subject
    /// What was computed, at the layer's own resolution: feature maps C×H×W, a heat map H×W,
    /// or at the input's, C×H×W; patterns N×3×H×W.
    public let raw: Tensor
    /// What one has to know to read the picture, one sentence each.
    public private(set) var notices: [String]
    /// What the method needs beside ``raw`` to draw it; nobody else reads it.
    public let details: (any Sendable)?

    /// What a file of it is called: the photo, the method and the layer.
    public var fileStem: String {
        let photo = URL(fileURLWithPath: subject.path).deletingPathExtension().lastPathComponent
        return "\(photo)-\(method.name)-\(layer.name)"
    }

    /// The same with other words beside it.
    func with(notices: [String]) -> Explanation {
        var changed = self
        changed.notices = notices
        return changed
    }

    public init(
        method: any ExplanationMethod, question: Question, subject: Subject, raw: Tensor, notices: [String],
        details: (any Sendable)? = nil
    ) {
        self.method = method
        layer = question.layer
        classIndex = question.classIndex
        self.subject = subject
        self.raw = raw
        self.notices = notices
        self.details = details
    }
}

/// Why a method has no answer at a layer of a network.
public enum Obstacle: Sendable, Equatable, CustomStringConvertible {
    case noClassifier(model: String, advice: String?)
    case noSpatialExtent(layer: String)
    /// The network does not end in global average pooling and one dense layer.
    case noPooledClassifier(model: String)
    /// The method has an answer at one layer only.
    case onlyAtLayer(String, method: String)
    case noConvolution(layer: String)
    case notComputed(layer: String, reason: String)
    case noInfluence(layer: String)

    static func noClassifier(_ model: Model) -> Obstacle {
        .noClassifier(model: model.title, advice: model.advice?.english)
    }

    public var description: String {
        switch self {
        case .noClassifier(let model, let advice):
            "\(model) has no classifier, so there is no class to explain." + (advice.map { " " + $0 } ?? "")
        case .noPooledClassifier(let model):
            "\(model) does not end in global average pooling and one dense layer, which CAM needs; Grad-CAM does not."
        case .onlyAtLayer(let layer, let method):
            "\(method) is made of the layer before the global average pooling: choose \(layer)."
        case .notComputed(let layer, let reason): "\(layer) has no output: \(reason)."
        case .noInfluence(let layer): "The class scores do not depend on \(layer)."
        case .noConvolution(let layer):
            "\(layer) is no convolution over rows and columns, so it has no filters to show."
        case .noSpatialExtent(let layer):
            "The output of \(layer) has no rows and columns, so there is nothing to lay over the photo."
        }
    }
}
