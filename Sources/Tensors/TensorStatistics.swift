/// What the values of a tensor are like as a whole.
public struct TensorStatistics: Sendable, Equatable {
    public let count: Int
    /// Of the finite values, as all below; 0 where there are none.
    public let mean: Double
    /// The standard deviation, with `count` as the divisor.
    public let deviation: Double
    public let least: Double
    public let greatest: Double
    /// Values that are 0.
    public let zeroCount: Int
    /// Values that are infinite or no numbers.
    public let unusableCount: Int
    /// How many values lie in each of equal parts of ``least`` … ``greatest``.
    public let histogram: [Int]

    /// The value in the middle of a part of the histogram.
    public func middle(ofPart index: Int) -> Double {
        least + (Double(index) + 0.5) * (greatest - least) / Double(histogram.count)
    }

    /// - Parameter parts: of the histogram, at least 1.
    public init(_ tensor: Tensor, parts: Int = 40) {
        precondition(parts > 0)
        count = tensor.count
        var (sum, squares, least, greatest) = (0.0, 0.0, Double.infinity, -Double.infinity)
        var (zeros, finite) = (0, 0)
        var histogram = [Int](repeating: 0, count: parts)
        tensor.withUnsafeBufferPointer { values in
            for value in values where value.isFinite {
                let value = Double(value)
                finite += 1
                sum += value
                if value == 0 { zeros += 1 }
                least = min(least, value)
                greatest = max(greatest, value)
            }
            let mean = finite > 0 ? sum / Double(finite) : 0
            let scale = greatest > least ? Double(parts) / (greatest - least) : 0
            for value in values where value.isFinite {
                let difference = Double(value) - mean
                squares += difference * difference
                histogram[min(Int((Double(value) - least) * scale), parts - 1)] += 1
            }
        }
        mean = finite > 0 ? sum / Double(finite) : 0
        deviation = finite > 0 ? (squares / Double(finite)).squareRoot() : 0
        self.least = finite > 0 ? least : 0
        self.greatest = finite > 0 ? greatest : 0
        zeroCount = zeros
        unusableCount = count - finite
        self.histogram = histogram
    }
}
