import Tensors

extension Graph {
    /// The only number of items that the network takes at once, or nil where it takes any: some layers of transformers, such
    /// as a reshape that puts windows into the batch's axis, name all extents, the batch's among them.
    public var fixedBatch: Int? {
        guard batch == 1 else { return batch }
        let shapes = try? shapes(forInput: Shape([2] + inputShape.dimensions))
        return shapes?[logits ?? lastComputed]?.dimensions.first == 2 ? nil : 1
    }
}
