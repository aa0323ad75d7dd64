import Words

/// What a layer is called whose operator does not say it: one made of several operators, or a rearrangement that a file
/// gives another name.
public enum LayerName: Sendable, Hashable {
    /// As the file calls the operation.
    case operation(String)
    /// The summary of the operator that it is in substance.
    case like(Words)
    /// The same on the elements with the channels as their last axis.
    case channelsLast(Words)
    case atMost(Words, Float)

    // MARK: The input as it is

    case input, identity, linear, cast, dropout, mergeOfOne, averageOfOne
    /// A layer that acts in training only, by its class.
    case trainingOnly(String)

    // MARK: Rearrangements

    case split, concatenation, transposition, channelsLastFlatten, padding
    /// What is cut off at each axis.
    case cropping(String)
    /// How often each axis is repeated.
    case upsampling(String)
    case depthToSpace(Int)
    case spaceToDepth(Int)
    case nearestResize
    /// With the rule's name.
    case resize(String)
    case rowsOfFeatures(Int)

    // MARK: Normalisation

    case normalization, rescaling, scaleAndOffset
    case batchNormalizationInTraining, layerNormalization, instanceNormalization, groupNormalization
    case groups(Int)
    case meanVarianceNormalization, variance, inverseDeviation, inverseSize

    // MARK: Activations and pooling

    case thresholdedRelu(Float)
    case negativePart(slope: Float)
    case swish(Float)
    /// With the exponent of the norm.
    case normPooling(Int)
    case globalNormPooling(Int)

    /// One of each case.
    public static let examples: [LayerName] = [
        .operation("Flip"), .like("Flatten"), .channelsLast("Flatten"), .atMost("Leaky ReLU (\(0.1))", 6),
        .input, .identity, .linear, .cast, .dropout, .mergeOfOne, .averageOfOne,
        .trainingOnly("GaussianNoise"), .split, .concatenation, .transposition, .channelsLastFlatten,
        .padding, .cropping("1, 1"), .upsampling("2×2"), .depthToSpace(2), .spaceToDepth(2), .nearestResize,
        .resize("linear"), .rowsOfFeatures(512), .normalization, .rescaling, .scaleAndOffset,
        .batchNormalizationInTraining, .layerNormalization, .instanceNormalization, .groupNormalization,
        .groups(2), .meanVarianceNormalization, .variance, .inverseDeviation, .inverseSize,
        .thresholdedRelu(1), .negativePart(slope: 0.1), .swish(2),
        .normPooling(2), .globalNormPooling(2),
    ]

    public var words: Words {
        switch self {
        case .operation(let name): Words(verbatim: name)
        case .like(let summary): summary
        case .channelsLast(let summary): "\(summary) (channels last)"
        case .atMost(let summary, let maximum): "\(summary), at most \(maximum)"
        case .input: "Input"
        case .identity: "Identity"
        case .linear: "Linear"
        case .cast: "Cast"
        case .dropout: "Dropout (identity)"
        case .mergeOfOne: "Merge of one input"
        case .averageOfOne: "Average of one input"
        case .trainingOnly(let name): "\(name) (identity)"
        case .split: "Split"
        case .concatenation: "Concatenate"
        case .transposition: "Transpose"
        case .channelsLastFlatten: "Flatten (rows, columns, channels)"
        case .padding: "Padding"
        case .cropping(let sides): "Cropping \(sides)"
        case .upsampling(let factors): "Upsampling \(factors)"
        case .depthToSpace(let block): "Depth to space \(block)"
        case .spaceToDepth(let block): "Space to depth \(block)"
        case .nearestResize: "Resize (nearest)"
        case .resize(let rule): "Resize (\(rule))"
        case .rowsOfFeatures(let length): "Rows of \(length) features"
        case .normalization: "Normalisation"
        case .rescaling: "Rescaling"
        case .scaleAndOffset: "Scale and offset"
        case .batchNormalizationInTraining: "Batch normalisation (training)"
        case .layerNormalization: "Layer normalisation"
        case .instanceNormalization: "Instance normalisation"
        case .groupNormalization: "Group normalisation"
        case .groups(let count): "Group normalisation (\(count))"
        case .meanVarianceNormalization: "Mean-variance normalisation"
        case .variance: "Variance"
        case .inverseDeviation: "Inverse deviation"
        case .inverseSize: "Inverse size"
        case .thresholdedRelu(let threshold): "Thresholded ReLU (\(threshold))"
        case .negativePart(let slope): "Negative part, slope \(slope)"
        case .swish(let alpha): "Swish (\(alpha))"
        case .normPooling(let exponent): "L\(exponent) pooling"
        case .globalNormPooling(let exponent): "Global L\(exponent) pooling"
        }
    }
}
