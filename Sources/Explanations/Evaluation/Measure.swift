import Words

/// What axes, curves, points and scores of an ``Evaluation`` measure, a few words each.
public enum Measure: Sendable, CaseIterable {
    case partInserted, partDeleted, partRemoved, classProbability, targetNumber, areaUnderCurve
    case leastImportantFirst, mostImportantFirst, halfDifference
    case randomLayers, rankCorrelation, meanRankCorrelation
    /// The network as it is.
    case trained

    public var words: Words {
        switch self {
        case .partInserted: "part of the photo inserted"
        case .partDeleted: "part of the photo deleted"
        case .partRemoved: "part of the pixels removed"
        case .classProbability: "probability of the class"
        case .targetNumber: "number of the target"
        case .areaUnderCurve: "area under the curve"
        case .leastImportantFirst: "least important first"
        case .mostImportantFirst: "most important first"
        case .halfDifference: "mean of half the difference"
        case .randomLayers: "layers with random weights, from the top"
        case .rankCorrelation: "rank correlation with the original map"
        case .meanRankCorrelation: "mean rank correlation"
        case .trained: "trained"
        }
    }
}
