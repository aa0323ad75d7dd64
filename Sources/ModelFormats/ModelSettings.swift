import Imaging
import NeuralNetwork

/// What a person says of a network of their own; what is nil is found out or assumed.
public struct ModelSettings: Sendable, Hashable {
    /// The architecture of bare weights, by its name in ``Architectures/all``.
    public var architecture: String?
    /// A text file with one class name on each line.
    public var labels: String?
    public var scaling: Preprocessing.Scaling?
    /// How photos are brought to the input's proportions.
    public var fit: Preprocessing.Fit?
    /// Rows of the network's input, and columns where ``columns`` says nothing else.
    public var size: Int?
    /// Columns of an input that is not square; nil for one that is.
    public var columns: Int?
    /// Whether the photo chooses the size; with ``size``, what it chose.
    public var followsPhoto: Bool
    /// The layer at which Grad-CAM says most.
    public var layer: String?
    /// The name of the output that is explained, where a network has several.
    public var head: String?
    /// The layers of bare weights of one's own network in their order, such as `conv relu pool flatten linear`.
    public var chain: String?
    /// What the network's inputs get that are not the photo's, by their names; the others get zeros.
    public var inputs: [String: InputValue]

    public init(
        architecture: String? = nil, labels: String? = nil, scaling: Preprocessing.Scaling? = nil,
        size: Int? = nil, columns: Int? = nil, layer: String? = nil,
        head: String? = nil, chain: String? = nil, inputs: [String: InputValue] = [:],
        fit: Preprocessing.Fit? = nil, followsPhoto: Bool = false
    ) {
        self.architecture = architecture
        self.labels = labels
        self.scaling = scaling
        self.size = size
        self.columns = columns
        self.layer = layer
        self.head = head
        self.chain = chain
        self.inputs = inputs
        self.fit = fit
        self.followsPhoto = followsPhoto
    }

    /// These settings, and those of `others` where these say nothing.
    func completed(by others: ModelSettings?) -> ModelSettings {
        guard let others else { return self }
        return ModelSettings(
            architecture: architecture ?? others.architecture, labels: labels ?? others.labels,
            scaling: scaling ?? others.scaling,
            size: followsPhoto ? size : size ?? others.size,
            columns: size == nil && !followsPhoto ? columns ?? others.columns : columns,
            layer: layer ?? others.layer,
            head: head ?? others.head, chain: chain ?? others.chain,
            inputs: inputs.merging(others.inputs) { own, _ in own }, fit: fit ?? others.fit,
            followsPhoto: followsPhoto || size == nil && others.followsPhoto)
    }
}

extension ModelSettings {
    /// Rows and columns that a person asks for.
    public var inputSize: InputSize? {
        get { size.map { InputSize(rows: $0, columns: columns ?? $0) } }
        set {
            size = newValue?.rows
            columns = newValue.flatMap { $0.columns == $0.rows ? nil : $0.columns }
        }
    }
}
