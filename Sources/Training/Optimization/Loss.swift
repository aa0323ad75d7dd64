import Foundation
import Tensors
import Words

/// What training makes small, as a mean over the batch, with PyTorch's definitions.
public enum Loss: Sendable, Hashable, Codable {
    /// −Σ t·ln softmax(scores), with the target 1 − ε + ε/K for the true of K classes and ε/K for the others
    /// (`CrossEntropyLoss`; label smoothing after Szegedy et al. 2016).
    case crossEntropy(smoothing: Double)
    /// −(t·ln σ(s) + (1 − t)·ln σ(−s)) for each class by itself (`BCEWithLogitsLoss`).
    case binary

    /// What an example should be.
    public enum Target: Sendable, Hashable {
        /// One class.
        case one(Int)
        /// Any number of classes.
        case several(Set<Int>)

        func contains(_ index: Int) -> Bool {
            switch self {
            case .one(let own): own == index
            case .several(let own): own.contains(index)
            }
        }
    }

    /// A batch's value, and its gradient with respect to the scores.
    public struct Outcome: Sendable {
        /// The sum over the batch's examples, of which the loss is the mean.
        public let sum: Double
        /// Of the mean over `whole` examples, N×K.
        public let gradient: Tensor
        /// Examples of which the highest score is that of a class that they should have.
        public let correct: Int
    }

    /// - Parameters:
    ///   - scores: N×K, K at least 1.
    ///   - targets: N of them.
    ///   - whole: examples over which the mean is taken where this is a part of a batch; nil for these alone.
    public func callAsFunction(_ scores: Tensor, _ targets: [Target], of whole: Int? = nil) -> Outcome {
        let (items, classes) = (scores.shape[0], scores.shape[1])
        precondition(items == targets.count)
        let factor = 1 / Double(whole ?? items)
        var (sum, correct) = (0.0, 0)
        let gradient = Tensor(scores.shape) { gradient in
            scores.withUnsafeBufferPointer { scores in
                for item in 0..<items {
                    let row = UnsafeBufferPointer(rebasing: scores[item * classes..<(item + 1) * classes])
                    let target = targets[item]
                    let best = row.indices.max { row[$0] < row[$1] }!
                    if target.contains(best) { correct += 1 }
                    let values = self.values(row, target)
                    sum += values.loss
                    for index in 0..<classes {
                        (gradient.baseAddress! + item * classes + index).initialize(
                            to: Float(values.gradient[index] * factor))
                    }
                }
            }
        }
        return Outcome(sum: sum, gradient: gradient, correct: correct)
    }

    private func values(
        _ scores: UnsafeBufferPointer<Float>, _ target: Target
    ) -> (loss: Double, gradient: [Double]) {
        let count = Double(scores.count)
        switch self {
        case .crossEntropy(let smoothing):
            let greatest = Double(scores.max()!)
            let exponentials = scores.map { exp(Double($0) - greatest) }
            let total = exponentials.reduce(0, +)
            let own = Double(scores.indices.filter(target.contains).count)
            var loss = 0.0
            var gradient = [Double](repeating: 0, count: scores.count)
            for index in scores.indices {
                let hit = target.contains(index) ? (1 - smoothing) / max(1, own) : 0
                let wanted = hit + smoothing / count
                loss -= wanted * (Double(scores[index]) - greatest - log(total))
                gradient[index] = exponentials[index] / total - wanted
            }
            return (loss, gradient)
        case .binary:
            var loss = 0.0
            var gradient = [Double](repeating: 0, count: scores.count)
            for index in scores.indices {
                let score = Double(scores[index])
                let wanted = target.contains(index) ? 1.0 : 0
                loss += max(score, 0) - score * wanted + log1p(exp(-abs(score)))
                gradient[index] = (1 / (1 + exp(-score)) - wanted) / count
            }
            return (loss / count, gradient)
        }
    }
}
