import Tensors

/// Weights out of a file, with what a builder of an architecture asks of them beyond their tensors.
protocol NetworkDetails: Weights {
    /// Whether tensors have shapes and no values, so that nothing needs to be computed with them.
    var isHollow: Bool { get }
    /// What a description beside the weights says of the network.
    var hints: NetworkHints { get }

    /// What stands in the place of an architecture's classifier.
    ///
    /// - Parameters:
    ///   - module: the module that the classifier is, or is part of; what replaces it has names under its name.
    ///   - last: the architecture's own last dense layer.
    ///   - features: how many numbers reach it.
    func head(at module: String, last: String, features: Int) -> NetworkHead

    /// Names that start so belong to the network and count for nothing, such as those of classifiers that help the training.
    func leaveAside(_ prefix: String)

    /// Takes down what a builder had to assume.
    func assume(_ remark: BareWeightsRemark)
}

/// What a network's description, such as a `config.json`, says that its tensors do not.
struct NetworkHints: Sendable, Hashable {
    /// Heads of every attention.
    var heads: Int?
    /// What is added to a variance before its root, in layer normalisations.
    var epsilon: Float?
    /// The activation inside of blocks, as the description spells it.
    var activation: String?
    /// Whether a bottleneck takes its stride at its first convolution.
    var hasStrideFirst = false
    /// The name of the architecture or one of its variants.
    var architecture: String?
}

/// The layers after a network's features.
enum NetworkHead: Sendable, Equatable {
    /// The architecture's own.
    case own
    /// None: the network ends in its features.
    case none
    /// Others in place of the architecture's own.
    case replaced([Layer])
    /// More of them after the architecture's own.
    case followed([Layer])

    struct Layer: Sendable, Equatable {
        enum Kind: Sendable, Equatable {
            case dense(outputs: Int, hasBias: Bool)
            case batchNormalization, layerNormalization
            /// Assumed: a layer without weights stands here.
            case relu
        }

        let name: String
        let kind: Kind
    }
}
