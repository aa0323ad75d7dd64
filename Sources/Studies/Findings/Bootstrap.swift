import Tensors

/// How far a mean may be off by chance: the percentiles of the means of samples drawn from the values (Efron 1979).
enum Bootstrap {
    /// Samples that are drawn.
    static let sampleCount = 1000

    /// The interval that holds 95 of 100 means.
    ///
    /// - Parameter values: at least one.
    static func interval(_ values: [Double], seed: UInt64) -> (low: Double, high: Double) {
        let count = values.count
        var generator = PCG64(seed: seed)
        let means = (0..<sampleCount).map { _ in
            var sum = 0.0
            for _ in 0..<count { sum += values[Int(generator.uniform() * Double(count))] }
            return sum / Double(count)
        }.sorted()
        return (percentile(means, 0.025), percentile(means, 0.975))
    }

    /// numpy's `percentile`: between the two nearest values in a line.
    ///
    /// - Parameters:
    ///   - sorted: from the least.
    ///   - part: 0…1.
    static func percentile(_ sorted: [Double], _ part: Double) -> Double {
        let place = part * Double(sorted.count - 1)
        let low = Int(place)
        let high = min(low + 1, sorted.count - 1)
        return sorted[low] + (sorted[high] - sorted[low]) * (place - Double(low))
    }
}
