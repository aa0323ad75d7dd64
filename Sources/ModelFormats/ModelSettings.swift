import Imaging
import NeuralNetwork
import Words

/// What a person says of a network of their own; what is nil is found out or assumed.
public struct ModelSettings: Sendable, Hashable {
    /// The architecture of bare weights, by its name in ``Architectures/all``.
    public var architecture: String?
    /// A text file with one class name on each line.
    public var labels: String?
    public var scaling: Preprocessing.Scaling?
    /// Rows and columns of the network's input.
    public var size: Int?
    /// The layer at which Grad-CAM says most.
    public var layer: String?

    public init(
        architecture: String? = nil, labels: String? = nil, scaling: Preprocessing.Scaling? = nil,
        size: Int? = nil, layer: String? = nil
    ) {
        self.architecture = architecture
        self.labels = labels
        self.scaling = scaling
        self.size = size
        self.layer = layer
    }

    /// These settings, and those of `others` where these say nothing.
    func completed(by others: ModelSettings?) -> ModelSettings {
        guard let others else { return self }
        return ModelSettings(
            architecture: architecture ?? others.architecture, labels: labels ?? others.labels,
            scaling: scaling ?? others.scaling, size: size ?? others.size, layer: layer ?? others.layer)
    }
}

extension ModelSettings {
    /// Rows and columns that a network may be given.
    public static let sizes = 8...2048

    /// What an error says of them.
    static var sizesClause: Words { "the sizes go from \(sizes.lowerBound) to \(sizes.upperBound)" }
}
