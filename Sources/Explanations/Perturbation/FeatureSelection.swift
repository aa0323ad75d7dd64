/// How LIME chooses the superpixels that its local model uses (lime 0.2.0.1, `feature_selection`).
enum FeatureSelection: String, OptionChoice {
    /// Every superpixel has its coefficient, and the greatest are shown.
    case all
    /// Forward selection for at most six, else the highest weights.
    case auto
    case forward = "forward-selection"
    case highestWeights = "highest-weights"

    /// - Parameter count: how many are wanted at most; without meaning for ``all``.
    func features(of sums: WeightedSums, target: Int, count: Int) -> [Int] {
        switch self {
        case .all: Array(0..<sums.features)
        case .auto where count <= 6, .forward: Self.forward(sums, target, count)
        case .auto, .highestWeights: Self.highestWeights(sums, target, count)
        }
    }

    /// The greatest coefficients of a model of all features with little penalty.
    private static func highestWeights(_ sums: WeightedSums, _ target: Int, _ count: Int) -> [Int] {
        let model = RidgeRegression(sums, features: Array(0..<sums.features), penalty: 0.01)
        let sizes = model.fit(target: target).coefficients.map(\.magnitude)
        return Array(sizes.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }.prefix(count))
    }

    /// One feature after the other, each time the one with which a model without penalty explains most.
    ///
    /// What a feature adds is read off the products that remain when the features chosen before are projected out.
    private static func forward(_ sums: WeightedSums, _ target: Int, _ count: Int) -> [Int] {
        let features = sums.features
        var products = (0..<features).map { row in (0..<features).map { sums.product(row, $0) } }
        var answers = (0..<features).map { sums.product($0, target: target) }
        let originals = (0..<features).map { products[$0][$0] }
        var chosen: [Int] = []
        for _ in 0..<min(count, features) {
            var best: (feature: Int, gain: Double)?
            for feature in 0..<features where !chosen.contains(feature) {
                let rest = products[feature][feature]
                // Nothing but rounding remains of a feature that the others make up.
                let gain =
                    rest > originals[feature] * 1e-10 ? answers[feature] * answers[feature] / rest : 0
                if gain > best?.gain ?? -1 { best = (feature, gain) }
            }
            guard let feature = best?.feature else { break }
            chosen.append(feature)
            let pivot = products[feature][feature]
            guard pivot > originals[feature] * 1e-10 else { continue }
            let line = products[feature]
            let answer = answers[feature]
            for row in 0..<features {
                let factor = line[row] / pivot
                for column in 0..<features { products[row][column] -= factor * line[column] }
                answers[row] -= factor * answer
            }
        }
        return chosen
    }
}
