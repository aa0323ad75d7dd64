import Tensors

/// In which order an epoch goes through its examples, and what varies them.
enum EpochOrder {
    /// - Parameters:
    ///   - indexes: positions in the set.
    ///   - epoch: from 0.
    ///   - seed: of the training.
    /// - Returns: the positions in their order (Fisher and Yates), and the seed of the epoch's variations.
    static func of(_ indexes: [Int], epoch: Int, seed: UInt64) -> (order: [Int], seed: UInt64) {
        let own = SplitMix64.output(seed &+ UInt64(epoch + 1) << 20)
        var order = indexes
        var chance = Chance(own)
        for place in order.indices.dropLast() {
            order.swapAt(place, place + chance.whole(below: order.count - place))
        }
        return (order, own)
    }

    /// The seed of the variation of the example at a place of the order.
    static func seed(ofPlace place: Int, in epoch: UInt64) -> UInt64 {
        SplitMix64.output(epoch &+ UInt64(place))
    }
}
