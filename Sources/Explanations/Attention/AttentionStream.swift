import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// The tokens of a network that go through attention after attention, each of which lets every token see all others.
struct AttentionStream {
    /// In order; at least one.
    let attentions: [Attention]
    /// Where the tokens lie, the same in all of them.
    let places: AttentionPlaces
    var tokenCount: Int { attentions[0].keyCount }

    /// - Parameter method: that follows the tokens.
    /// - Throws: ``Obstacle``.
    init(of analysis: Analysis, for method: Words) throws {
        if let obstacle = Self.obstacle(in: analysis.model, for: method) { throw obstacle }
        let graph = analysis.model.graph
        attentions = graph.attentions
        places = try AttentionPlaces(attentions[0], in: analysis)
        guard places.windows.count == 1 else {
            throw Obstacle.attentionInWindows(
                layer: graph.nodes[attentions[0].weights].name, method: method)
        }
    }

    /// Why tokens cannot be followed through a network, as far as its layers say it.
    static func obstacle(in model: Model, for method: Words) -> Obstacle? {
        let graph = model.graph
        guard let first = graph.attentions.first else { return .noAttention(model: model.title) }
        for attention in graph.attentions {
            let weights = graph.nodes[attention.weights]
            // Three axes may be those of heads, queries and keys.
            if weights.fullShape?.rank != 3, !weights.isByItem {
                return .attentionInWindows(layer: weights.name, method: method)
            }
            if attention.queryCount != attention.keyCount || attention.keyCount != first.keyCount {
                return .otherTokens(layer: weights.name, method: method)
            }
        }
        return nil
    }

    /// For each token, its share in what a network reads of what the last attention puts out: the same for all that are read, such
    /// as the class token, or every token where their mean is taken.
    ///
    /// - Parameter gradient: of what the network puts out, at the last attention's ``NeuralNetwork/Attention/product``.
    func shares(read gradient: Tensor) -> [Float] {
        let last = attentions[attentions.count - 1]
        let depth = max(1, gradient.shape.dimensions.last ?? 1)
        var isRead = [Bool](repeating: false, count: tokenCount)
        for (position, value) in gradient.values.enumerated() where value != 0 {
            let token = last.valuesAreColumns ? position % depth : position / depth % tokenCount
            isRead[token] = true
        }
        let count = isRead.count { $0 }
        // Nothing is read where all gradients happen to be zero.
        return isRead.map { count == 0 ? 1 / Float(tokenCount) : $0 ? 1 / Float(count) : 0 }
    }

    /// What the tokens that are read owe to each place.
    ///
    /// - Parameters:
    ///   - relations: tokens × tokens.
    ///   - shares: of the rows.
    /// - Returns: rows × columns.
    func map(_ relations: Tensor, _ shares: [Float]) -> Tensor {
        var sums = [Float](repeating: 0, count: tokenCount)
        for (row, share) in shares.enumerated() where share != 0 {
            for column in sums.indices { sums[column] += share * relations[row * tokenCount + column] }
        }
        return places.map { sums[$1] }
    }
}

extension Tensor {
    /// The product of two square matrices.
    func multiplied(by other: Tensor) -> Tensor {
        let extent = shape[0]
        return Tensor(shape) { product in
            withUnsafeBufferPointer { own in
                MatrixProduct.plain(
                    own.baseAddress!, count: extent, weights: other, out: product.baseAddress!)
            }
        }
    }

    static func identity(_ extent: Int) -> Tensor {
        Tensor([extent, extent]) { values in
            values.initialize(repeating: 0)
            for index in 0..<extent { values[index * extent + index] = 1 }
        }
    }
}
