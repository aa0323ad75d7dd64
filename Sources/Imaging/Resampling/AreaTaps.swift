/// For each output position along one axis, the input positions it covers and how much of each.
///
/// Where the axis shrinks, an output position covers in/out input positions and the weights are the covered
/// parts, with sum 1; where it grows, it takes the one input position that its centre falls on.
struct AreaTaps {
    let starts: [Int]
    let counts: [Int]

    /// `stride` weights per output position.
    let weights: [Float]
    let stride: Int

    init(input: Int, output: Int) {
        let isShrinking = output < input
        let stride = isShrinking ? (input + output - 1) / output + 1 : 1
        var starts = [Int](repeating: 0, count: output)
        var counts = [Int](repeating: 1, count: output)
        var weights = [Float](repeating: isShrinking ? 0 : 1, count: output * stride)
        for position in 0..<output {
            guard isShrinking else {
                starts[position] = (2 * position + 1) * input / (2 * output)
                continue
            }
            // In units of 1/output of an input position, so that the borders are exact.
            let (from, to) = (position * input, (position + 1) * input)
            let (start, end) = (from / output, (to + output - 1) / output)
            starts[position] = start
            counts[position] = end - start
            for tap in start..<end {
                let covered = min(to, (tap + 1) * output) - max(from, tap * output)
                weights[position * stride + tap - start] = Float(covered) / Float(input)
            }
        }
        (self.starts, self.counts, self.weights, self.stride) = (starts, counts, weights, stride)
    }
}
