/// How two lists of numbers go together, −1…1.
enum Correlation {
    /// Spearman's: that of the ranks of two lists of the same length, equals sharing the mean of their ranks; nil where one of
    /// them has only equals.
    static func spearman(_ first: [Float], _ second: [Float]) -> Double? {
        pearson(ranks(first), ranks(second))
    }

    /// Pearson's: that of the numbers themselves.
    static func pearson(_ x: [Double], _ y: [Double]) -> Double? {
        precondition(x.count == y.count && !x.isEmpty)
        let (xMean, yMean) = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
        var (xx, yy, xy) = (0.0, 0.0, 0.0)
        for index in x.indices {
            let (a, b) = (x[index] - xMean, y[index] - yMean)
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
