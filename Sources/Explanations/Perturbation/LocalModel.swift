/// LIME's answer about one class: a linear model of its probability around the photo.
public struct LocalModel: Sendable, Equatable {
    public let classIndex: Int
    /// The class's name.
    public let label: String
    /// The network's own probability for the whole photo.
    public let probability: Double
    /// For each superpixel, what its presence adds to the probability; 0 for those that the model does not use.
    public let coefficients: [Double]
    public let intercept: Double
    /// R², weighted: the share of the probability's changes that the model explains, at most 1.
    public let explainedShare: Double

    /// The model's own probability for the whole photo.
    public var localPrediction: Double { coefficients.reduce(intercept, +) }

    /// Which evidence is to be seen.
    public enum Evidence: String, CaseIterable, Sendable {
        case positive
        case negative
        case both
    }

    /// The superpixels with the greatest coefficients of a kind, from the greatest.
    public func strongest(_ count: Int, _ evidence: Evidence) -> [Int] {
        let fitting = coefficients.indices.filter { index in
            switch evidence {
            case .positive: coefficients[index] > 0
            case .negative: coefficients[index] < 0
            case .both: coefficients[index] != 0
            }
        }
        let order = fitting.sorted {
            let (first, second) = (coefficients[$0].magnitude, coefficients[$1].magnitude)
            return (second, $0) < (first, $1)
        }
        return Array(order.prefix(count))
    }
}
