/// Spearman's rank correlation.
enum RankCorrelation {
    /// The correlation of the ranks of two lists of the same length, equals sharing the mean of their ranks; nil where one of
    /// them has only equals.
    static func spearman(_ first: [Float], _ second: [Float]) -> Double? {
        precondition(first.count == second.count && !first.isEmpty)
        let (x, y) = (ranks(first), ranks(second))
        let mean = Double(first.count + 1) / 2
        var (xx, yy, xy) = (0.0, 0.0, 0.0)
        for index in x.indices {
            let (a, b) = (x[index] - mean, y[index] - mean)
            xx += a * a
            yy += b * b
            xy += a * b
        }
        return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : nil
    }

    /// From 1; equals share the mean of theirs.
    static func ranks(_ values: [Float]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for index in order[start..<end] { ranks[index] = Double(start + 1 + end) / 2 }
            start = end
        }
        return ranks
    }
}
