import Tensors
import Words

/// What a node asks for that the engine does not do; the layer is then shown without being computed.
///
/// Each is one clause, which the layer's description says after a colon.
public enum UnsupportedFeature: Refusal, Equatable {
    case operation(String)
    case domain(operation: String, domain: String)
    case opset(operation: String, Int)
    /// An attribute that the operator does not have, or does not have in the file's opset.
    case attribute(String, opset: Int?)
    /// Inputs are counted from 1.
    case constantInput(Int)
    case computedInput(Int)
    case constantInputs
    case uncomputedInputs
    case constants(operation: String)
    case spatialAxes(Int, supported: ClosedRange<Int>)
    case noChannels
    case noSpatialAxes
    case spatialStatistics
    case training
    case elementType(tensor: String, type: Int)
    case constantKind
    case castTo(type: Int)
    case castOfPicture
    /// Integers that depend on the picture and would be cut off or wrap around.
    case integers
    case output(String)
    /// A shape that only the picture tells.
    case openSize
    /// An optional input that is given; counted from 1.
    case input(Int)
    /// An operator of a network that was rearranged for the processor that saved it.
    case processor(operation: String)
    /// Settings of another operator.
    case options
    case axis(Int)
    /// An argument that is missing, has another type, or asks for what is not done.
    case argument(String)
    /// A tensor that is changed while others share its elements.
    case sharedChange
    case matrix
    /// A tensor that nothing puts out and that has no elements.
    case noValue(String)
    /// An output whose shape is not what the file says.
    case otherShape(found: Shape, said: Shape)
    /// A condition or a loop of code that only the picture decides.
    case decision
    /// A number that code needs and only the picture gives.
    case pictureNumber
    /// An input of the network other than the picture.
    case networkInput(String)

    public var kind: RefusalKind { .unavailable }

    public var words: Words {
        switch self {
        case .operation(let name): "the operator \(name) is not supported"
        case .domain(let operation, let domain): "the operator \(operation) is one of \(domain)"
        case .opset(let operation, let opset): "the operator \(operation) does not exist in opset \(opset)"
        case .attribute(let name, nil): "its attribute \(name) is not supported"
        case .attribute(let name, let opset?): "its attribute \(name) does not exist in opset \(opset)"
        case .constantInput(let number): "its input \(number) is a constant"
        case .computedInput(let number): "its input \(number) depends on the picture"
        case .constantInputs: "its inputs are constants"
        case .uncomputedInputs: "its inputs are not computed"
        case .constants(let operation): "\(operation) of constants is not supported"
        case .spatialAxes(let count, let supported) where supported.count == 1:
            "it has \(count) spatial axes, and \(supported.lowerBound) are supported"
        case .spatialAxes(let count, let supported):
            "it has \(count) spatial axes, and \(supported.lowerBound) to \(supported.upperBound) are supported"
        case .noChannels: "its input has no axis of channels"
        case .noSpatialAxes: "its input has no spatial axes"
        case .spatialStatistics: "it normalises each position by statistics of its own"
        case .training: "it drops values as in training"
        case .elementType(let tensor, let type): "the tensor \(tensor) has elements of type \(type)"
        case .constantKind: "its value is neither numbers nor truth values"
        case .castTo(let type): "it casts to the type \(type)"
        case .castOfPicture: "it makes small integers of the picture's larger ones"
        case .integers: "it computes with integers of the picture, which are floats here"
        case .output(let name): "the output \(name) is not computed"
        case .openSize: "how much it puts out depends on the picture"
        case .input(let number): "its input \(number) is not supported"
        case .processor(let operation):
            "the operator \(operation) is laid out for one processor; save the network at a lower optimisation level"
        case .options: "its settings are those of another operator"
        case .argument(let name): "its argument \(name) is not supported"
        case .sharedChange: "it changes elements that other layers read, too"
        case .axis(let axis): "its input has no axis \(axis)"
        case .matrix: "its weights are no matrix"
        case .noValue(let name): "nothing puts out the tensor \(name)"
        case .otherShape(let found, let said): "it gives \(found) where the file says \(said)"
        case .decision: "what is done next depends on the picture"
        case .pictureNumber: "it makes a number of what the picture shows"
        case .networkInput(let name):
            "it needs the input \(name), of which the file says too little; say what it gets"
        }
    }

    public static let examples: [UnsupportedFeature] = [
        .operation("Einsum"), .domain(operation: "QLinearAdd", domain: "com.microsoft"),
        .opset(operation: "Upsample", 13), .attribute("ratio", opset: nil), .attribute("ratio", opset: 13),
        .constantInput(1), .computedInput(2), .constantInputs, .uncomputedInputs,
        .constants(operation: "Conv"), .spatialAxes(4, supported: 1...3), .spatialAxes(3, supported: 2...2),
        .noChannels, .noSpatialAxes, .spatialStatistics, .training, .elementType(tensor: "w", type: 8),
        .constantKind, .castTo(type: 8), .castOfPicture, .integers, .output("mask"), .openSize, .input(4),
        .processor(operation: "ReorderInput"), .networkInput("scores"),
        .constantKind, .castTo(type: 8), .castOfPicture, .output("mask"), .options, .argument("dim"),
        .sharedChange,
        .decision, .pictureNumber, .axis(7), .matrix, .noValue("w"),
        .otherShape(found: [1, 2], said: [1, 3]), .networkInput("scores"),
    ]
}
