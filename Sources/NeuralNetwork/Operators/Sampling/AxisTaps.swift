/// What each position along an axis of the output takes of the input's, as tables with the same number of entries for each
/// position: those that it does not need have the weight 0.
struct AxisTaps: Sendable {
    /// Positions along the axis of the output and of the input.
    let count, extent: Int
    /// Entries for each position of the output.
    let width: Int
    /// Entry k of position i at k·count + i.
    let positions: [Int32]
    let weights: [Float]

    init(_ taps: [Resampling.Taps], extent: Int) {
        self.init(
            taps.map { Array(zip($0.positions, $0.weights).filter { $0.1 != 0 }) }, extent: extent)
    }

    private init(_ lists: [[(position: Int, weight: Float)]], extent: Int) {
        count = lists.count
        self.extent = extent
        width = lists.map(\.count).max() ?? 0
        var positions = [Int32](repeating: 0, count: width * count)
        var weights = [Float](repeating: 0, count: width * count)
        for (index, list) in lists.enumerated() {
            for (entry, tap) in list.enumerated() {
                positions[entry * count + index] = Int32(tap.position)
                weights[entry * count + index] = tap.weight
            }
        }
        self.positions = positions
        self.weights = weights
    }

    /// What each position of the input is taken for: the same weights the other way. Nil where a few positions are taken for
    /// so many that the tables would be empty for the most part.
    var transposed: AxisTaps? {
        var lists = [[(position: Int, weight: Float)]](repeating: [], count: extent)
        var entryCount = 0
        for index in 0..<count {
            for entry in 0..<width where weights[entry * count + index] != 0 {
                lists[Int(positions[entry * count + index])].append((index, weights[entry * count + index]))
                entryCount += 1
            }
        }
        let width = lists.map(\.count).max() ?? 0
        return width * extent <= 4 * entryCount + 1024 ? AxisTaps(lists, extent: count) : nil
    }
}
