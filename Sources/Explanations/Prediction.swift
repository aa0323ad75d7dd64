import Foundation
import Tensors

/// One class's score for a picture.
public struct Prediction: Sendable, Equatable, Codable {
    /// The class's position among the scores.
    public let index: Int
    public let label: String
    /// Softmax over all classes, 0…1.
    public let probability: Double
    /// The score before the softmax.
    public let logit: Float

    /// All classes of a network, the most probable first.
    ///
    /// - Parameter logits: one score for each class.
    static func ranked(_ logits: Tensor, label: (Int) -> String) -> [Prediction] {
        let scores = logits.values
        let greatest = Double(scores.max() ?? 0)
        let exponentials = scores.map { exp(Double($0) - greatest) }
        let sum = exponentials.reduce(0, +)
        let order = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
        return order.map {
            Prediction(index: $0, label: label($0), probability: exponentials[$0] / sum, logit: scores[$0])
        }
    }
}
