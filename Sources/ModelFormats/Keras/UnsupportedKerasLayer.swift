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
    case interpolation(String)
    case differentRanks
    case operation(String)
    /// Something among its arguments, by its class or name.
    case argument(String)
    case setting(String)
    /// It is applied as in training.
    case training
    /// The number format of its weights.
    case quantized(String)
    case dataFormat
    /// It takes apart or puts together the pictures of a batch.
    case batch
    case masking
    case extents

    var kind: RefusalKind { .unavailable }

    static let examples: [UnsupportedKerasLayer] = [
        .layerClass("Attention"), .activation("snake"), .lambda, .softmaxAxes, .axes(3), .otherAxis,
        .otherAxes, .interpolation("gaussian"), .differentRanks, .operation("Fft2"), .argument("mask"),
        .setting("rms_scaling"), .training, .quantized("int8"), .dataFormat, .batch, .masking, .extents,
    ]

    var words: Words {
        switch self {
        case .layerClass(let name): "the layer class \(name) is not known; \(Self.wayOut)"
        case .activation(let name): "the activation \(name) is not known"
        case .lambda: "Lambda layers carry code, and code from a model file is never run; \(Self.wayOut)"
        case .softmaxAxes: "a softmax over several axes is not known"
        case .axes(let count): "it is applied to \(count) axes"
        case .otherAxis: "it normalises another axis than the channels"
        case .otherAxes: "it normalises other axes than the channels"
        case .interpolation(let name): "the interpolation \(name) is not known"
        case .differentRanks: "its inputs have different numbers of axes"
        case .operation(let name): "the operation \(name) is not known; \(Self.wayOut)"
        case .argument(let name): "its argument \(name) is not understood"
        case .setting(let name): "its setting \(name) is not computed"
        case .training: "it is applied as in training, with statistics of the batch or at random"
        case .quantized(let format):
            "its weights are quantised (\(format)); save the network before it is quantised"
        case .dataFormat: "its channels lie on another axis than those of the network"
        case .batch: "it takes apart or puts together the pictures of a batch"
        case .masking: "masks are not followed"
        case .extents: "its settings depend on the picture"
        }
    }

    /// What a person can do about a layer that only its framework can compute.
    private static let wayOut: Words = "tf2onnx writes its operations into an ONNX file"
}
