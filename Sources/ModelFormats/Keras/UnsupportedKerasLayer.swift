import Words

/// Why a layer of a Keras file is shown without being computed: a clause.
enum UnsupportedKerasLayer: Refusal, Equatable {
    case layerClass(String)
    case activation(String)
    case lambda
    case softmaxAxes
    /// Axes of its input, counted with the batch.
    case axes(Int)
    case otherAxis
    case otherAxes
    case interpolation
    case differentRanks

    var kind: RefusalKind { .unavailable }

    static let examples: [UnsupportedKerasLayer] = [
        .layerClass("Attention"), .activation("snake"), .lambda, .softmaxAxes, .axes(3), .otherAxis,
        .otherAxes, .interpolation, .differentRanks,
    ]

    var words: Words {
        switch self {
        case .layerClass(let name): "the layer class \(name) is not known"
        case .activation(let name): "the activation \(name) is not known"
        case .lambda: "Lambda layers carry code, and code from a model file is never run"
        case .softmaxAxes: "a softmax over several axes is not known"
        case .axes(let count): "it is applied to \(count) axes"
        case .otherAxis: "it normalises another axis than the channels"
        case .otherAxes: "it normalises other axes than the channels"
        case .interpolation: "only the nearest-neighbour interpolation is known"
        case .differentRanks: "its inputs have different numbers of axes"
        }
    }
}
