import NeuralNetwork
import Words

/// What a person should know of a network that a file describes, a sentence each.
public enum ModelRemark: Sendable, Equatable {
    case noClassScores
    case uncomputedLayer(String, reason: Words)
    case assumedPreprocessing(Preprocessing.Scaling)
    /// The network's first layers say for what values it is made.
    case ownScaling(Preprocessing.Scaling)
    /// A file beside the network says how photos become its input.
    case statedPreprocessing(source: String, Preprocessing.Scaling)
    /// What is done to photos and what the first layers are made for are not the same.
    case scalingContradicted(Preprocessing.Scaling, expected: Preprocessing.Scaling)
    case noPhotos(channels: Int)
    /// The size of pictures was found by trying.
    case foundSize(InputSize, instead: InputSize)
    /// The photo chose the size of a network that takes any.
    case photoSize(InputSize)
    /// One score was read as that of the second of two classes.
    case oneScore
    case severalOutputs(chosen: String, others: [String])
    case noRowOfScores(String)
    /// A row of numbers that are no scores.
    case embedding(String)
    /// One number that is no score.
    case regression(String)
    /// Outputs that look like a detector's.
    case undecodedBoxes(String, scores: String)
    /// A detector's boxes are those that a layer of its own drops overlapping ones of.
    case beforeSuppression(String)
    /// Photos are fitted into the input with bars.
    case bars
    /// What an input gets that is not the photo's.
    case otherInput(String, shape: String, value: Words)

    /// One of each case.
    public static let examples: [ModelRemark] =
        [
            .noClassScores,
            .foundSize(InputSize(rows: 48, columns: 320), instead: InputSize(rows: 224, columns: 224)),
            .photoSize(InputSize(rows: 320, columns: 480)), .ownScaling(.none), .ownScaling(.unit),
            .noPhotos(channels: 11),
            .statedPreprocessing(source: "config.json", .torch),
            .scalingContradicted(.torch, expected: .none),
            .bars, .beforeSuppression("/nms"), .embedding("features"), .regression("age"),
            .undecodedBoxes("boxes", scores: "scores"),
            .otherInput("mask", shape: "1×1×8×8", value: InputValue.zeros.words),
            .otherInput("mask", shape: "1×1×8×8", value: InputValue.numbers([1, 2]).words),
            .otherInput("mask", shape: "1×1×8×8", value: InputValue.file("mask.npy").words),
            .oneScore, .severalOutputs(chosen: "scores", others: ["boxes"]), .noRowOfScores("boxes"),
            .uncomputedLayer("loop", reason: UncomputedInput.someLayer.words),
        ]
        + (Preprocessing.Scaling.allCases + [Preprocessing.Scaling(means: [0.5, 0.5, 0.5])]).map(
            ModelRemark.assumedPreprocessing)

    public var words: Words {
        switch self {
        case .noClassScores: "It does not end in one score for each class."
        case .uncomputedLayer(let layer, let reason): "Its layer \(layer) cannot be computed: \(reason)."
        case .ownScaling(let scaling):
            scaling == .none
                ? "Its first layers scale values of 0…255 themselves, so photos are given as they are."
                : "Its first layers normalise values of 0…1 themselves, so photos are scaled to 0…1."
        case .statedPreprocessing(let source, let scaling):
            "As \(source) beside it says, \(scaling.sentence)."
        case .scalingContradicted(let scaling, let expected):
            """
            Its first layers are made for values of \(expected == .none ? "0…255" : "0…1"), yet \(scaling.sentence); \
            --preprocessing says otherwise.
            """
        case .noPhotos(let channels):
            "Its input has \(channels) channels, which no photo has: it takes .npy files of preprocessed values."
        case .foundSize(let size, let usual):
            """
            It does not say for which size of pictures it is made and takes none of \(usual.rows)×\(usual.columns), so it is given \
            \(size.rows)×\(size.columns), the first that it takes; --size says otherwise.
            """
        case .photoSize(let size):
            """
            It takes pictures of any size, so the photo's own proportions choose \(size.rows)×\(size.columns); --size says otherwise.
            """
        case .oneScore:
            "It puts out one score, which is read as that of class 1; class 0 has the opposite."
        case .severalOutputs(let chosen, let others):
            """
            It has several outputs, and \(chosen) is explained; --head takes another of them: \
            \(others.joined(separator: ", ")).
            """
        case .beforeSuppression(let layer):
            "How many boxes its layer \(layer) leaves depends on the picture, so its boxes are taken before it, and overlapping ones are dropped here."
        case .bars:
            "Photos are fitted into its input with grey bars, as detectors learn from them; --fit says otherwise."
        case .embedding(let output):
            """
            Its output \(output) says what a photo is like and has no scores of classes: \
            --target "similarity to PHOTO" compares it with another photo, and --head \(output) reads it as scores.
            """
        case .regression(let output):
            """
            Its output \(output) is read as a number and not as a score; --head \(output) reads it as that of class 1 of two.
            """
        case .undecodedBoxes(let boxes, let scores):
            """
            Its outputs \(boxes) and \(scores) look like a detector's, but its boxes are distances from places that the file does not \
            tell of, so its outputs are shown as they are.
            """
        case .otherInput(let name, let shape, let value):
            "Its input \(name), \(shape), is given \(value); --input says otherwise."
        case .noRowOfScores(let output): "Its output \(output) is no row of one score for each class."
        case .assumedPreprocessing(let scaling):
            """
            Nothing says how photos become this network's input, so \(scaling.sentence); \
            --preprocessing says otherwise, and --remember keeps that.
            """
        }
    }
}
