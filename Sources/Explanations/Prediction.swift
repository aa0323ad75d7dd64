import NeuralNetwork
import Tensors

/// One class's score for a picture.
public struct Prediction: Sendable, Equatable, Codable {
    /// The class's position among the scores.
    public let index: Int
    public let label: String
    /// 0…1: the softmax over all classes, the sigmoid of the score, or the score itself (`Graph.Scoring`).
    public let probability: Double
    /// The score before the softmax or sigmoid.
    public let logit: Float

    /// All classes of a network, the most probable first.
    ///
    /// - Parameter logits: one score for each class.
    static func ranked(
        _ logits: Tensor, scoring: Graph.Scoring, label: (Int) -> String
    ) -> [Prediction] {
        let scores = logits.values
        let probabilities = scores.withUnsafeBufferPointer(scoring.probabilities)
        let order = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
        return order.map {
            Prediction(index: $0, label: label($0), probability: probabilities[$0], logit: scores[$0])
        }
    }
}
