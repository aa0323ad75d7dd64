extension Tensor {
    /// A batch of this item alone.
    public var asBatch: Tensor { reshaped(Shape([1] + shape.dimensions)) }

    /// Batches one after the other as one batch.
    ///
    /// - Precondition: there is one, and their items have one shape.
    public static func joined(_ batches: [Tensor]) -> Tensor {
        if batches.count == 1 { return batches[0] }
        let items = batches.reduce(0) { $0 + $1.shape[0] }
        return Tensor(batches[0].shape.withBatch(items)) { joined in
            var place = joined.baseAddress!
            for batch in batches {
                batch.withUnsafeBufferPointer { values in
                    place.initialize(from: values.baseAddress!, count: values.count)
                    place += values.count
                }
            }
        }
    }
}
