import ModelFormats
import NeuralNetwork
import Tensors

/// The one attention that a question about a layer is answered for.
struct AskedAttention {
    let attention: Attention
    let places: AttentionPlaces
    /// Heads and windows × queries × keys.
    let weights: Tensor
    /// That it is another layer than the one asked about.
    let notices: [Notice]

    /// - Throws: ``Obstacle``, `EngineError`.
    init(_ question: Question, in analysis: Analysis) throws {
        let graph = analysis.model.graph
        guard let attention = graph.attention(nearest: question.layer) else {
            throw Obstacle.noAttention(model: analysis.model.title)
        }
        self.attention = attention
        places = try AttentionPlaces(attention, in: analysis)
        weights = try analysis.weights(of: attention)
        notices =
            attention.weights == question.layer.id
            ? [] : [.attentionOf(graph.nodes[attention.weights].name)]
    }

    /// Why there is none.
    static func obstacle(in model: Model) -> Obstacle? {
        model.graph.attentions.isEmpty ? .noAttention(model: model.title) : nil
    }
}
