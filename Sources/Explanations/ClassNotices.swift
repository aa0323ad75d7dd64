/// What one has to know about a class before one believes a picture of it.
enum ClassNotices {
    /// Probabilities below this are said.
    private static let leastProbability = 1e-3

    /// About a class that the network does not see in the photo, none about another.
    static func all(_ index: Int, in analysis: Analysis) -> [Notice] {
        guard analysis.model.graph.scoring.givesProbabilities,
            let prediction = analysis.predictions.first(where: { $0.index == index }),
            prediction.probability < leastProbability
        else { return [] }
        return [.negligibleClass(prediction.label, probability: prediction.probability)]
    }
}
