import Words

/// What a layer is, as far as a person looking at a diagram cares.
public enum LayerKind: String, Sendable, CaseIterable, Codable {
    case input, convolution, dense, normalization, activation, pooling, merge, reshape, regularization

    /// The field's name.
    public var words: Words {
        switch self {
        case .input: "Input"
        case .convolution: "Convolution"
        case .dense: "Dense"
        case .normalization: "Normalization"
        case .activation: "Activation"
        case .pooling: "Pooling"
        case .merge: "Merge"
        case .reshape: "Reshape"
        case .regularization: "Regularization"
        }
    }
}
