import Files
import Imaging
import NeuralNetwork
import Tensors
import Words

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
    /// Where the format knows the class scores, with them.
    public var graph: Graph
    /// The outputs that may be class scores, in the file's order; ``ModelFile`` looks for the scores behind them where the graph
    /// has none.
    public var outputs: [Output] = []
    /// Known for recognised architectures; nil leaves it to ``ModelFile`` to assume one from `framework`.
    public var preprocessing: Preprocessing?
    /// Whose habits of preprocessing apply where nothing is known.
    public var framework: Framework
    public var recommendedLayer: String?
    public var labels: ClassLabels?
    /// Lists of names in the file; the first with as many names as there are classes are their names.
    public var namesOfClasses: [ClassLabels] = []
    /// For people, such as `ResNet-50`; nil for the file's name.
    public var title: String?
    /// The size of pictures that was found by trying because the network does not take the usual one.
    public var sizeInsteadOfUsual: (found: InputSize, usual: InputSize)?
    /// Whether the file leaves rows and columns of its pictures open.
    public var takesAnySize = false
    /// What had to be assumed to make the network, one sentence each.
    public var assumptions: [Words]
    /// The inputs besides the photo's.
    var otherInputs: [OtherInput] = []

    /// One of a network's outputs, under the name that the file gives it.
    public typealias Output = Graph.Output

    public enum Framework: Sendable, Hashable {
        case torch, keras
    }

    public init(
        graph: Graph, outputs: [Output] = [], preprocessing: Preprocessing? = nil, framework: Framework,
        recommendedLayer: String? = nil,
        labels: ClassLabels? = nil, namesOfClasses: [ClassLabels] = [], title: String? = nil,
        sizeInsteadOfUsual: (found: InputSize, usual: InputSize)? = nil, assumptions: [Words] = []
    ) {
        self.graph = graph
        self.outputs = outputs
        self.preprocessing = preprocessing
        self.framework = framework
        self.recommendedLayer = recommendedLayer
        self.labels = labels
        self.namesOfClasses = namesOfClasses
        self.title = title
        self.sizeInsteadOfUsual = sizeInsteadOfUsual
        self.assumptions = assumptions
    }
}
