import Tensors

/// An attention of a network (Vaswani and others 2017), however its source wrote it: a softmax of which every row says how much
/// a query takes of each value.
public struct Attention: Sendable, Hashable {
    /// The softmax: … × queries × keys; the axes before are those of windows and heads.
    public let weights: Int
    /// What is made of the weights and the values: their product.
    public let product: Int
    /// The layer with the queries, … × queries × features, or nil where it is not found.
    public let queries: Int?
    /// The layer with the values, … × keys × features.
    public let values: Int
    /// Whether the values stand as columns: … × features × keys.
    public let valuesAreColumns: Bool
    public let queryCount, keyCount: Int

    /// The attentions among layers, in order.
    static func all(in nodes: [Node]) -> [Attention] {
        let found = nodes.filter { node in
            guard let softmax = node.operation as? Softmax, let shape = node.fullShape else { return false }
            return shape.rank >= 3 && softmax.axis == shape.rank - 1 && shape.count > 0
        }
        if found.isEmpty { return [] }
        var readers = [[Int]](repeating: [], count: nodes.count)
        for node in nodes where node.isComputed {
            for input in node.inputs { readers[input].append(node.id) }
        }
        return found.compactMap { Attention($0, nodes, readers) }
    }

    /// - Parameter softmax: over the last axis.
    private init?(_ softmax: Node, _ nodes: [Node], _ readers: [[Int]]) {
        guard let shape = softmax.fullShape,
            let (product, isTurned) = Self.product(of: softmax.id, isTurned: false, nodes, readers)
        else { return nil }
        weights = softmax.id
        self.product = product
        valuesAreColumns = isTurned
        values = nodes[product].inputs[isTurned ? 0 : 1]
        queryCount = shape[shape.rank - 2]
        keyCount = shape[shape.rank - 1]
        queries = Self.queries(above: softmax.inputs[0], [queryCount, keyCount], nodes)
    }

    /// The product with the values that the weights go into, and whether they stand there transposed, on the right.
    private static func product(
        of node: Int, isTurned: Bool, _ nodes: [Node], _ readers: [[Int]]
    ) -> (product: Int, isTurned: Bool)? {
        for reader in readers[node] {
            switch nodes[reader].operation {
            case let product as MatrixMultiplication where product.left == nil && product.right == nil:
                if nodes[reader].inputs[isTurned ? 1 : 0] == node { return (reader, isTurned) }
            case let transpose as Transpose where transpose.exchangesLastAxes:
                if let found = Self.product(of: reader, isTurned: !isTurned, nodes, readers) { return found }
            case is Identity, is Reshape, is BatchReshape:
                guard nodes[reader].keepsMatrices(of: nodes[node]) else { continue }
                if let found = Self.product(of: reader, isTurned: isTurned, nodes, readers) { return found }
            default: continue
            }
        }
        return nil
    }

    /// The left operand of the product that scores are made of, behind factors, masks and biases.
    ///
    /// - Parameter extents: of its matrices.
    private static func queries(above node: Int, _ extents: [Int], _ nodes: [Node]) -> Int? {
        guard let shape = nodes[node].fullShape, shape.rank >= 2,
            Array(shape.dimensions.suffix(2)) == extents
        else { return nil }
        switch nodes[node].operation {
        case let product as MatrixMultiplication where product.left == nil && product.right == nil:
            return nodes[node].inputs[0]
        case is ElementwiseArithmetic, is ActivationLayer, is Where, is Identity, is Reshape, is BatchReshape:
            for input in nodes[node].inputs {
                if let found = queries(above: input, extents, nodes) { return found }
            }
            return nil
        default: return nil
        }
    }
}

extension Transpose {
    fileprivate var exchangesLastAxes: Bool {
        let count = order.count
        return count >= 2 && order == Array(0..<count - 2) + [count - 1, count - 2]
    }
}

extension Node {
    /// Whether the last two axes are those of another layer.
    fileprivate func keepsMatrices(of other: Node) -> Bool {
        guard let own = fullShape, let shape = other.fullShape, own.rank >= 2, shape.rank >= 2 else {
            return false
        }
        return own.dimensions.suffix(2) == shape.dimensions.suffix(2)
    }
}
