import NeuralNetwork
import Tensors
import Words

/// Where Keras's axes lie, and operations that see the elements in Keras's order.
extension KerasImporter {
    /// Where an axis that Keras counts, with the batch, lies in the graph.
    ///
    /// - Parameter rank: with the batch.
    func graphAxis(_ axis: Int, rank: Int, _ call: KerasCall, key: String = "axis") throws(KerasError) -> Int
    {
        layout.axis(try kerasAxis(axis, rank: rank, call, key: key), rank: rank)
    }

    /// An axis counted from the first one, the batch.
    func kerasAxis(_ axis: Int, rank: Int, _ call: KerasCall, key: String = "axis") throws(KerasError) -> Int
    {
        let (found, overflow) = axis < 0 ? axis.addingReportingOverflow(rank) : (axis, false)
        guard !overflow, found >= 0, found < rank else { throw call.settings.fault(key) }
        return found
    }

    /// The extents of a node's output as Keras has them, without the batch.
    func kerasShape(_ node: Int) -> [Int] {
        let own = shape(node).dimensions
        return own.isEmpty ? [] : (1...own.count).map { own[layout.axis($0, rank: own.count + 1) - 1] }
    }

    /// An operation that sees the elements in Keras's order.
    ///
    /// - Parameters:
    ///   - shape: of the input, as the graph has it, without the batch.
    ///   - from: axes of the input without the batch.
    ///   - to: axes of the output without the batch.
    func inKerasOrder(
        _ shape: Shape, _ operation: any Operator, from: Int, to: Int, _ summary: Words
    ) -> any Operator {
        inKerasOrder(shape, [operation], from: from, to: to, summary, kind: .reshape)
    }

    func inKerasOrder(
        _ shape: Shape, _ inner: [any Operator], from: Int, to: Int, _ summary: Words, kind: LayerKind
    ) -> any Operator {
        var operations: [any Operator] = []
        if let order = layout.toKeras(from + 1) {
            // One channel or one position is in the same order either way.
            let isSame = shape[0] == 1 || !shape.dimensions.dropFirst().contains { $0 != 1 }
            operations.append(
                isSame ? Reshape(Shape(Array(shape.dimensions.dropFirst()) + [shape[0]])) : Transpose(order))
        }
        operations += inner
        if let order = layout.fromKeras(to + 1) { operations.append(Transpose(order)) }
        guard operations.count > 1 else { return operations[0] }
        if from > 1, to == 1, !layout.isChannelsFirst {
            return Composite(operations, kind: kind, summary: .channelsLast(summary))
        }
        return Composite(operations, kind: kind, summary: .like(summary))
    }

    /// The same elements under other extents.
    ///
    /// - Parameter extents: as Keras has them, without the batch.
    func addReshape(_ name: String, _ input: Int, to extents: [Int]) throws -> Int {
        let shape = shape(input)
        let reshape = Reshape(Shape(extents))
        return try add(
            name, inKerasOrder(shape, reshape, from: shape.rank, to: extents.count, reshape.summary), [input])
    }

    /// A node with its axes in Keras's order, to be read by others that are put back by ``addFromKeras(_:_:rank:)``.
    func addToKeras(_ name: String, _ input: Int) throws -> Int {
        guard let order = layout.toKeras(shape(input).rank + 1) else { return input }
        return try add(name, Transpose(order), [input])
    }

    /// A node that has its axes in Keras's order with them in the graph's, under the layer's name.
    func addFromKeras(_ name: String, _ input: Int, summary: LayerName) throws -> Int {
        guard let order = layout.fromKeras(shape(input).rank + 1) else {
            return try add(name, Identity(summary), [input])
        }
        return try add(name, Composite([Transpose(order)], kind: .reshape, summary: summary), [input])
    }

    /// What puts the axes that are left of a tensor, in the graph's order, where the graph has those of so many; nil where they
    /// are there.
    ///
    /// - Parameters:
    ///   - kept: Keras's axes that are left, from the batch up.
    ///   - rank: of the tensor, with the batch.
    func orderOfKept(_ kept: [Int], rank: Int) -> Transpose? {
        let present = kept.sorted { layout.axis($0, rank: rank) < layout.axis($1, rank: rank) }
        var order = Array(kept.indices)
        for (index, axis) in kept.enumerated() {
            order[layout.axis(index, rank: kept.count)] = present.firstIndex(of: axis)!
        }
        return order == Array(kept.indices) ? nil : Transpose(order)
    }

    /// A constant of Keras as it broadcasts to a tensor of the graph; nil where it has more axes, or differs from picture to
    /// picture of a batch.
    ///
    /// - Parameter rank: of the tensor, with the batch.
    func graphConstant(_ tensor: Tensor, rank: Int) -> Tensor? {
        if tensor.count == 1 { return tensor.reshaped([1]) }
        var extents = tensor.shape.dimensions
        if extents.count == rank, extents[0] == 1 { extents.removeFirst() }
        guard extents.count < rank else { return nil }
        extents = [Int](repeating: 1, count: rank - 1 - extents.count) + extents
        let padded = tensor.reshaped(Shape(extents))
        return layout.isChannelsFirst ? padded : padded.channelsFirst()
    }
}
