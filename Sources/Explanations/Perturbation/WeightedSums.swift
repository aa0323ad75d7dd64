/// What a weighted linear regression has to know of its samples, added up one by one in double precision: any subset of
/// the features can be fitted afterwards without the samples.
struct WeightedSums: Sendable {
    let features: Int
    let targets: Int
    private(set) var count = 0
    private var weight = 0.0
    private var sums: [Double]
    /// Σ w·xᵢ·xⱼ for i ≥ j, features × features.
    private var products: [Double]
    private var targetSums: [Double]
    private var targetSquares: [Double]
    /// Σ w·xᵢ·y, targets × features.
    private var targetProducts: [Double]

    init(features: Int, targets: Int) {
        self.features = features
        self.targets = targets
        sums = [Double](repeating: 0, count: features)
        products = [Double](repeating: 0, count: features * features)
        targetSums = [Double](repeating: 0, count: targets)
        targetSquares = targetSums
        targetProducts = [Double](repeating: 0, count: targets * features)
    }

    /// Adds a sample of features that are 0 or 1.
    ///
    /// - Parameters:
    ///   - ones: the features that are 1, in rising order.
    ///   - values: one for each target.
    mutating func add(ones: [Int], values: [Double], weight: Double) {
        count += 1
        self.weight += weight
        for (position, feature) in ones.enumerated() {
            sums[feature] += weight
            for other in ones[...position] { products[feature * features + other] += weight }
        }
        for (target, value) in values.enumerated() {
            targetSums[target] += weight * value
            targetSquares[target] += weight * value * value
            for feature in ones { targetProducts[target * features + feature] += weight * value }
        }
    }

    /// Σ w·(xᵢ − x̄ᵢ)·(xⱼ − x̄ⱼ).
    func product(_ i: Int, _ j: Int) -> Double {
        let (row, column) = i >= j ? (i, j) : (j, i)
        return weight > 0 ? products[row * features + column] - sums[i] * sums[j] / weight : 0
    }

    /// Σ w·(xᵢ − x̄ᵢ)·(y − ȳ).
    func product(_ feature: Int, target: Int) -> Double {
        weight > 0
            ? targetProducts[target * features + feature] - sums[feature] * targetSums[target] / weight : 0
    }

    /// Σ w·(y − ȳ)².
    func variation(ofTarget target: Int) -> Double {
        weight > 0 ? max(targetSquares[target] - targetSums[target] * targetSums[target] / weight, 0) : 0
    }

    func mean(_ feature: Int) -> Double { weight > 0 ? sums[feature] / weight : 0 }

    func mean(ofTarget target: Int) -> Double { weight > 0 ? targetSums[target] / weight : 0 }
}
