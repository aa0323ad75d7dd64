import Files
import Imaging
import NeuralNetwork
import Tensors

/// A kind of model file: how it is recognised and how it becomes a network.
///
/// A format is one folder here and one line in ``ModelFile/formats``.
public protocol ModelFormat: Sendable {
    /// The field's name, for example `ONNX`.
    var name: String { get }

    /// Whether the file's content, not its name, is of this format. Cheap: looks at a few bytes or a table of contents,
    /// and never throws, so that the next format can look.
    func matches(_ file: MappedFile) -> Bool

    /// Reads a file that ``matches(_:)``.
    ///
    /// - Parameters:
    ///   - settings: what the person says of the network; it goes before what the file says.
    ///   - cancellation: heeded between tensors.
    /// - Throws: a ``ModelFileError`` where the file is damaged or holds what cannot be used, `GraphError`,
    ///   `CancellationError`.
    func read(
        _ file: MappedFile, settings: ModelSettings, cancellation: Cancellation?
    ) throws -> ImportedNetwork
}

/// A network as a file describes it; what the file leaves open is nil.
public struct ImportedNetwork: Sendable {
    public var graph: Graph
    /// Known for recognised architectures; nil leaves it to ``ModelFile`` to assume one from `framework`.
    public var preprocessing: Preprocessing?
    /// Whose habits of preprocessing apply where nothing is known.
    public var framework: Framework
    public var recommendedLayer: String?
    public var labels: ClassLabels?
    /// For people, such as `ResNet-50`; nil for the file's name.
    public var title: String?

    public enum Framework: Sendable, Hashable {
        case torch, keras
    }

    public init(
        graph: Graph, preprocessing: Preprocessing? = nil, framework: Framework,
        recommendedLayer: String? = nil,
        labels: ClassLabels? = nil, title: String? = nil
    ) {
        self.graph = graph
        self.preprocessing = preprocessing
        self.framework = framework
        self.recommendedLayer = recommendedLayer
        self.labels = labels
        self.title = title
    }
}
