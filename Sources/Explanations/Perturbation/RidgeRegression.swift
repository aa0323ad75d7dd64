/// Linear models with a penalty on the squares of their coefficients and none on their intercept:
/// (XᵀWX + αI)⁻¹·XᵀWy of centred features and targets, by Cholesky's factorisation in double precision, which all targets
/// share.
struct RidgeRegression {
    /// What was found for one target.
    struct Fit: Equatable {
        /// One for each of the features that the model may use.
        let coefficients: [Double]
        let intercept: Double
        /// R², the share of the target's weighted variation that the model explains; at most 1.
        let explainedShare: Double
    }

    private let sums: WeightedSums
    private let features: [Int]
    private let penalty: Double
    /// Row by row, features × features.
    private let lower: [Double]

    /// - Parameters:
    ///   - sums: of the samples.
    ///   - features: those that the models may use.
    ///   - penalty: α, greater than 0, so that there is one solution.
    init(_ sums: WeightedSums, features: [Int], penalty: Double) {
        precondition(penalty > 0, "without a penalty the matrix may have no inverse")
        self.sums = sums
        self.features = features
        self.penalty = penalty
        let count = features.count
        var lower = [Double](repeating: 0, count: count * count)
        lower.withUnsafeMutableBufferPointer { lower in
            for row in 0..<count {
                for column in 0...row {
                    var value = sums.product(features[row], features[column])
                    if row == column { value += penalty }
                    let (first, second) = (row * count, column * count)
                    for inner in 0..<column { value -= lower[first + inner] * lower[second + inner] }
                    // The penalty keeps the diagonal above zero but for rounding.
                    lower[first + column] =
                        row == column
                        ? max(value, penalty * 1e-12).squareRoot() : value / lower[second + column]
                }
            }
        }
        self.lower = lower
    }

    func fit(target: Int) -> Fit {
        let count = features.count
        let products = features.map { sums.product($0, target: target) }
        var solution = products
        for row in 0..<count {
            for inner in 0..<row { solution[row] -= lower[row * count + inner] * solution[inner] }
            solution[row] /= lower[row * count + row]
        }
        for row in stride(from: count - 1, through: 0, by: -1) {
            for inner in row + 1..<max(count, row + 1) {
                solution[row] -= lower[inner * count + row] * solution[inner]
            }
            solution[row] /= lower[row * count + row]
        }
        // Σw(y − ŷ)² = Σw(y − ȳ)² − 2βᵀb + βᵀAβ, where Aβ = b − αβ.
        let fitted = zip(products, solution).reduce(0) { $0 + $1.0 * $1.1 }
        let shrunken = solution.reduce(0) { $0 + $1 * $1 } * penalty
        let variation = sums.variation(ofTarget: target)
        return Fit(
            coefficients: solution,
            intercept: sums.mean(ofTarget: target)
                - zip(features, solution).reduce(0) { $0 + sums.mean($1.0) * $1.1 },
            explainedShare: variation > 0 ? (fitted + shrunken) / variation : 0)
    }
}
