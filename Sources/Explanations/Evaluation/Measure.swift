import Words

/// What axes, curves, points and scores of an ``Evaluation`` measure, a few words each.
public enum Measure: Sendable, CaseIterable {
    case partInserted, partDeleted, partRemoved, classProbability, targetNumber, areaUnderCurve
    case leastImportantFirst, mostImportantFirst, halfDifference
    case randomLayers, rankCorrelation, meanRankCorrelation
    case partOfPixels, partOfRelevance, giniIndex, correlation, meanCorrelation
    case squaresInOrder, scoreLost, scoreForetold, unforetoldPart
    case changedPhotos, distanceOfMaps, greatestDistance
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
        case .partOfPixels: "part of the pixels, the least important first"
        case .partOfRelevance: "part of the relevance"
        case .giniIndex: "Gini index"
        case .correlation: "correlation of relevance and loss"
        case .meanCorrelation: "mean correlation"
        case .squaresInOrder: "squares, by what the score loses"
        case .scoreLost: "what the score loses"
        case .scoreForetold: "what the map foretells"
        case .unforetoldPart: "part that is not foretold"
        case .changedPhotos: "photos that are a little different"
        case .distanceOfMaps: "greatest distance from the map"
        case .greatestDistance: "greatest distance"
        case .trained: "trained"
        }
    }
}
