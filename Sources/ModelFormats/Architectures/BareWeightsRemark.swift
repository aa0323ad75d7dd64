import Words

/// What was assumed to make a network of bare weights, a sentence each.
public enum BareWeightsRemark: Sendable, Hashable {
    case beside(String, count: Int)
    case averaged(String, other: String)
    case wholeNetwork(String, architecture: String)
    case head(String)
    case relu(String, before: String)
    case smallStem(String)
    case sameNames(String, others: String)
    case assumedSize(Int)
    case neededSize(Int)
    case assumedWindow(Int)

    /// One of each case.
    public static let examples: [BareWeightsRemark] = [
        .beside("criterion.weight", count: 1), .beside("criterion.weight", count: 2),
        .averaged("state_dict_ema", other: "state_dict"),
        .wholeNetwork("torchvision.models.resnet.ResNet", architecture: "ResNet-18"), .head("head.0"),
        .relu("fc.1", before: "fc.3"), .smallStem("conv1"),
        .sameNames("EfficientNet", others: "tf_efficientnet"), .assumedSize(224), .neededSize(32),
        .assumedWindow(8),
    ]

    public var words: Words {
        switch self {
        case .beside(let name, 1):
            "The file holds \(name) beside the network, which is left aside."
        case .beside(let name, let count):
            "The file holds \(count) tensors beside the network, such as \(name), which are left aside."
        case .averaged(let place, let other):
            "The file holds averaged weights (\(place)) beside the raw ones (\(other)); the averaged ones are used."
        case .wholeNetwork(let type, let architecture):
            """
            The file holds a whole network as Python code (\(type)); no code is run: its weights are read, and they \
            have the names and shapes of \(architecture).
            """
        case .head(let name):
            "The layers from \(name) on are taken for the head of the network, right after what its last layers put out."
        case .relu(let name, let next):
            "A layer without weights stands before \(next) in the head; a ReLU is assumed there (\(name))."
        case .smallStem(let name):
            """
            \(name) is a 3×3 convolution, so it is taken for one of stride 1 for small pictures, without a pooling \
            after it; --size says how large they are.
            """
        case .sameNames(let title, let others):
            """
            The weights are taken for those of \(title); \(others) has the same names and shapes and pads otherwise, \
            which --architecture says.
            """
        case .assumedSize(let size):
            "Nothing says how large the pictures are, so \(size)×\(size) is assumed; --size says otherwise."
        case .assumedWindow(let side):
            """
            Nothing says how large the windows of its attention are, so \(side)×\(side) is assumed; --architecture says \
            otherwise, such as swinv2_tiny_window16_256.
            """
        case .neededSize(let size):
            "The first linear layer takes what comes of pictures of \(size)×\(size), so that is their size."
        }
    }
}
