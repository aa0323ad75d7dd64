import Words

/// What a person should know of a network that a file describes, a sentence each.
public enum ModelRemark: Sendable, Equatable {
    case noClassScores
    case uncomputedLayer(String, reason: Words)
    case assumedPreprocessing(Preprocessing.Scaling)

    /// One of each case.
    public static let examples: [ModelRemark] =
        [.noClassScores, .uncomputedLayer("loop", reason: UnsupportedFeature.operation("Loop").words)]
        + Preprocessing.Scaling.allCases.map(ModelRemark.assumedPreprocessing)

    public var words: Words {
        switch self {
        case .noClassScores: "It does not end in one score for each class."
        case .uncomputedLayer(let layer, let reason): "Its layer \(layer) cannot be computed: \(reason)."
        case .assumedPreprocessing(let scaling):
            """
            Nothing says how photos become this network's input, so \(scaling.sentence); \
            --preprocessing says otherwise, and --remember keeps that.
            """
        }
    }
}
