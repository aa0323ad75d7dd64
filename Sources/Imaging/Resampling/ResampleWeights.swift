/// Which source positions each output position of a row or column takes, and with what weights.
struct ResampleWeights {
    /// The first source position of each output position.
    var starts: [Int]

    /// The number of source positions of each output position, at most `stride`.
    var counts: [Int]

    /// `stride` weights per output position.
    var weights: [Int32]
    var stride: Int

    /// Fractional bits of a weight: 8-bit samples and two guard bits fill up the rest of 32.
    static let precision: Int32 = 32 - 8 - 2

    /// Pillow's weights for `input` samples resized to `output`.
    ///
    /// With scale = input/output and f = max(scale, 1), output i has its centre at (i + 0.5)·scale and takes
    /// the samples within `support`·f of it; reducing thereby widens the filter.
    init(input: Int, output: Int, support: Double, kernel: (Double) -> Double) {
        let scale = Double(input) / Double(output)
        let filterScale = max(scale, 1)
        let radius = support * filterScale
        stride = Int(radius.rounded(.up)) * 2 + 1
        starts = []
        counts = []
        weights = [Int32](repeating: 0, count: stride * output)
        starts.reserveCapacity(output)
        counts.reserveCapacity(output)
        var raw = [Double](repeating: 0, count: stride)
        let one = Double(1 << Self.precision)
        for position in 0..<output {
            let centre = (Double(position) + 0.5) * scale
            let start = max(Int(centre - radius + 0.5), 0)
            let end = min(Int(centre + radius + 0.5), input)
            var sum = 0.0
            for tap in 0..<(end - start) {
                raw[tap] = kernel((Double(tap + start) - centre + 0.5) * (1 / filterScale))
                sum += raw[tap]
            }
            for tap in 0..<(end - start) {
                let weight = sum == 0 ? raw[tap] : raw[tap] / sum
                weights[position * stride + tap] = Int32(weight * one + (weight < 0 ? -0.5 : 0.5))
            }
            starts.append(start)
            counts.append(end - start)
        }
    }
}
