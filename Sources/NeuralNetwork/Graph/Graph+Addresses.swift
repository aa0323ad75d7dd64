import Tensors

extension Graph {
    /// A network that says of each element of a layer's output to which place of the picture it belongs.
    public struct Addresses {
        /// Takes anything of the shape N×1. The last layer puts out, in the shape of the layer's output with the batch, 1 + row ·
        /// columns + column, and 0 for what belongs to no place that is known, such as a class token or padding.
        public let graph: Graph
        public let rows, columns: Int
    }

    /// Follows a layer's elements down to the last maps of the picture: through what rearranges them, whatever the order, such as
    /// windows that are moved or put into the batch's axis, and through what computes each place by itself.
    ///
    /// - Parameter node: a computed layer of a network that takes one picture at a time.
    /// - Returns: nil where none of its elements comes from such a map.
    public func addresses(of node: Int) throws(GraphError) -> Addresses? {
        guard batch == 1 else { return nil }
        var isNeeded = [Bool](repeating: false, count: nodes.count)
        isNeeded[node] = true
        var given: [Int: MapLayout] = [:]
        var operations: [Int: any Operator] = [:]
        for layer in nodes[...node].reversed() where isNeeded[layer.id] {
            if !layer.rearranges, let map = layer.followedMap {
                let other = given.values.first
                guard other == nil || other?.rows == map.rows && other?.columns == map.columns else {
                    continue
                }
                given[layer.id] = map
            } else if let operation = layer.carryingAddresses(nodes) {
                operations[layer.id] = operation
                for input in layer.inputs { isNeeded[input] = true }
            }
        }
        guard let grid = given.values.first else { return nil }
        var builder = GraphBuilder(name: name, input: [1])
        var places = [Int](repeating: 0, count: nodes.count)
        for layer in nodes[...node] where isNeeded[layer.id] {
            if let operation = operations[layer.id] {
                places[layer.id] = try builder.add("\(layer.id)", operation, layer.inputs.map { places[$0] })
            } else {
                let shape = layer.fullShape ?? []
                let value = given[layer.id]?.addresses(shape) ?? Tensor(shape, repeating: 0)
                places[layer.id] = try builder.add("\(layer.id)", ConstantLayer(value), builder.input)
            }
        }
        return Addresses(graph: builder.build(logits: nil), rows: grid.rows, columns: grid.columns)
    }
}

extension MapLayout {
    /// 1 + row · columns + column at every element of a place, 0 elsewhere.
    ///
    /// - Parameter output: with the batch, of one picture.
    fileprivate func addresses(_ output: Shape) -> Tensor {
        Tensor(output) { target in
            target.initialize(repeating: 0)
            for channel in 0..<channels {
                for row in 0..<rows {
                    for column in 0..<columns {
                        target[index(channel, row, column)] = Float(1 + row * columns + column)
                    }
                }
            }
        }
    }
}

extension Node {
    /// Whether it puts out elements of its inputs elsewhere, such as a part of the rows, which is a map with places of its own.
    fileprivate var rearranges: Bool {
        switch operation {
        case is Reshape, is BatchReshape, is Transpose, is Identity, is Concatenate, is Gather, is Pad: true
        default: false
        }
    }

    /// The operation that does to addresses what the layer's own does to elements; nil for a layer that mixes places or has
    /// values of its own.
    fileprivate func carryingAddresses(_ nodes: [Node]) -> (any Operator)? {
        guard let operation, let shape = fullShape else { return nil }
        switch operation {
        case let picks as Gather: return Gather(picks.positions, summary: .operation("Pick"))
        case let pad as Pad: return Pad(top: pad.top, left: pad.left, bottom: pad.bottom, right: pad.right)
        case _ where rearranges: return operation
        case is ConstantLayer, is FixedInput: return nil
        case let product as MatrixMultiplication:
            // Every feature of a token is made of that token's.
            return product.right?.shape.rank == 2 ? Self.repeatingFirst(shape) : nil
        case is Dense: return Self.repeatingFirst(shape)
        case let arithmetic as ElementwiseArithmetic:
            let nothing = arithmetic.constant.map { Tensor($0.shape, repeating: 0) }
            return ElementwiseArithmetic(.maximum, constant: nothing)
        default:
            guard inputs.count == 1, nodes[inputs[0]].fullShape == shape, !operation.mixesPlaces else {
                return nil
            }
            return Identity()
        }
    }

    /// The first element of the last axis in the place of each.
    private static func repeatingFirst(_ shape: Shape) -> Gather {
        let axes = [[Int]?](repeating: nil, count: shape.rank - 1)
        return Gather(
            axes + [[Int](repeating: 0, count: shape[shape.rank - 1])], summary: .operation("Repeat"))
    }
}
