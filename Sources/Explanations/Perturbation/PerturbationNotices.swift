import Tensors

/// What one has to know about an answer that was found by changing the photo.
enum PerturbationNotices {
    /// About a class that the network does not see in the photo.
    ///
    /// - Parameter probability: of the class, for the whole photo.
    static func negligible(_ probability: Double) -> Notice? {
        probability < 1e-3 ? .negligibleChange(probability: probability) : nil
    }

    /// What is to be said of a map of one class.
    ///
    /// - Parameter scores: what the map's values are differences of, if they are: batches of another size round otherwise.
    static func all(
        _ map: Tensor, _ classIndex: Int, _ analysis: Analysis, differencesOf scores: [Float] = []
    ) -> [Notice] {
        let isConstant = map.withUnsafeBufferPointer { values in
            let (least, greatest) = (values.min() ?? 0, values.max() ?? 0)
            let rounding = 1e-5 * (scores.map(\.magnitude).max() ?? 0)
            return greatest - least <= max(rounding, 1e-6 * max(greatest.magnitude, least.magnitude))
        }
        let prediction =
            analysis.model.graph.scoring.givesProbabilities
            ? analysis.predictions.first { $0.index == classIndex } : nil
        return (isConstant ? [.nothingHiddenMatters] : [])
            + [prediction.flatMap { negligible($0.probability) }].compactMap { $0 }
    }
}
