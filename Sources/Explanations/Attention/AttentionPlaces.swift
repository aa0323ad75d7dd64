import NeuralNetwork
import Tensors

/// Where the queries and keys of an attention lie on the picture, and which of its matrices belong together.
struct AttentionPlaces {
    /// Of the grid of places.
    let rows, columns: Int
    /// One where every token sees all others; several where the picture is divided.
    let windows: [Window]
    var heads: Int { windows[0].matrices.count }

    /// The tokens that see each other.
    struct Window: Equatable {
        /// The numbers of its matrices among all, one for each head.
        fileprivate(set) var matrices: [Int]
        /// The place of each key in row-major order; nil for a token of no place, such as a class token.
        let keys: [Int?]
        /// The same of each query.
        let queries: [Int?]
    }

    /// - Throws: ``Obstacle`` where no key is of a place that is known.
    init(_ attention: Attention, in analysis: Analysis) throws {
        let graph = analysis.model.graph
        let weights = graph.nodes[attention.weights]
        let shape = weights.fullShape ?? []
        let matrices = shape.count / (attention.queryCount * attention.keyCount)
        let stack = Array(shape.dimensions.dropLast(2))
        guard let addresses = try graph.addresses(of: attention.values),
            let keys = try Self.places(
                addresses, stack, areColumns: attention.valuesAreColumns, in: analysis),
            keys.contains(where: { $0.contains { $0 != nil } })
        else { throw Obstacle.attentionWithoutPlaces(layer: weights.name) }
        (rows, columns) = (addresses.rows, addresses.columns)
        let count = rows * columns
        let isSelf = attention.queryCount == attention.keyCount
        var queries =
            isSelf
            ? keys
            : [[Int?]](
                repeating: [Int?](repeating: nil, count: attention.queryCount), count: matrices)
        if let layer = attention.queries, let found = try graph.addresses(of: layer),
            found.rows * found.columns == count,
            let places = try Self.places(found, stack, areColumns: false, in: analysis),
            places[0].count == attention.queryCount
        {
            queries = places
        }
        var windows: [Window] = []
        var numbers: [[Int?]: Int] = [:]
        for matrix in 0..<matrices {
            if let known = numbers[keys[matrix]] {
                windows[known].matrices.append(matrix)
            } else {
                numbers[keys[matrix]] = windows.count
                windows.append(Window(matrices: [matrix], keys: keys[matrix], queries: queries[matrix]))
            }
        }
        guard windows.allSatisfy({ $0.matrices.count == windows[0].matrices.count }) else {
            throw Obstacle.attentionWithoutPlaces(layer: weights.name)
        }
        self.windows = windows
    }

    /// For each of some matrices, the places of its rows; nil where they do not belong to the layer's.
    ///
    /// - Parameters:
    ///   - stack: the extents of the axes before those of the matrices.
    ///   - areColumns: whether it is the layer's columns that are asked about.
    private static func places(
        _ addresses: Graph.Addresses, _ stack: [Int], areColumns: Bool, in analysis: Analysis
    ) throws -> [[Int?]]? {
        let found = try Executor(addresses.graph, besides: analysis.executor)
            .output(of: addresses.graph.lastComputed, for: Tensor([1, 1], [0]))
        let shape = found.shape.dimensions
        guard shape.count >= 2, found.count > 0 else { return nil }
        let own = Array(shape.dropLast(2))
        let (length, step) = (
            areColumns ? shape[shape.count - 1] : shape[shape.count - 2],
            areColumns ? 1 : shape[shape.count - 1]
        )
        let size = shape[shape.count - 2] * shape[shape.count - 1]
        guard let matrices = broadcast(own, to: stack) else { return nil }
        return matrices.map { matrix in
            (0..<length).map { token in
                let address = Int(found[matrix * size + token * step])
                return address > 0 ? address - 1 : nil
            }
        }
    }

    /// For each place of a stack, the place of another that broadcasts to it, or has as many elements in the same order.
    private static func broadcast(_ own: [Int], to stack: [Int]) -> [Int]? {
        let count = stack.reduce(1, *)
        if own.reduce(1, *) == count { return Array(0..<count) }
        let aligned = [Int](repeating: 1, count: max(0, stack.count - own.count)) + own
        guard aligned.count == stack.count, zip(aligned, stack).allSatisfy({ $0 == $1 || $0 == 1 }) else {
            return nil
        }
        return (0..<count).map { index in
            var (rest, place, stride) = (index, 0, 1)
            for axis in stack.indices.reversed() {
                let position = rest % stack[axis]
                rest /= stack[axis]
                if aligned[axis] > 1 { place += position * stride }
                stride *= aligned[axis]
            }
            return place
        }
    }

    /// Numbers of keys as a map.
    ///
    /// - Parameters:
    ///   - matrix: the number of a head.
    ///   - value: of a key in a window.
    /// - Returns: rows × columns; a place of several windows has their mean.
    func map(_ value: (_ window: Int, _ key: Int) -> Float) -> Tensor {
        var counts = [Int](repeating: 0, count: rows * columns)
        return Tensor([rows, columns]) { map in
            map.initialize(repeating: 0)
            for (index, window) in windows.enumerated() {
                for (key, place) in window.keys.enumerated() {
                    guard let place else { continue }
                    map[place] += value(index, key)
                    counts[place] += 1
                }
            }
            for place in map.indices where counts[place] > 1 { map[place] /= Float(counts[place]) }
        }
    }
}

extension Analysis {
    /// The matrices of an attention, one after another: (windows · heads) × queries × keys.
    func weights(of attention: Attention) throws -> Tensor {
        Self.matrices(try forward.output(of: attention.weights), attention)
    }

    /// The gradient of a class's score at each of them, in the same order.
    func gradients(
        of attention: Attention, forClass index: Int, _ question: Question
    ) throws -> Tensor {
        Self.matrices(
            try gradients(ofClass: index).gradient(
                at: attention.weights, cancellation: question.cancellation),
            attention)
    }

    private static func matrices(_ weights: Tensor, _ attention: Attention) -> Tensor {
        let (queries, keys) = (attention.queryCount, attention.keyCount)
        return weights.reshaped([weights.count / (queries * keys), queries, keys])
    }
}
