/// A block of an input's values: a node of the tree by which shap's `maskers.Image` divides a picture.
struct PictureBlock: Equatable {
    var rows, columns, channels: Range<Int>

    /// Both halves across the longer side, the rows where both are equal; single pixels are divided into their channels.
    /// Nil for a single value.
    var halves: (PictureBlock, PictureBlock)? {
        var (first, second) = (self, self)
        if rows.count >= columns.count, rows.count > 1 {
            (first.rows, second.rows) = Self.halved(rows)
        } else if columns.count > 1 {
            (first.columns, second.columns) = Self.halved(columns)
        } else if channels.count > 1 {
            (first.channels, second.channels) = Self.halved(channels)
        } else {
            return nil
        }
        return (first, second)
    }

    private static func halved(_ range: Range<Int>) -> (Range<Int>, Range<Int>) {
        let middle = range.lowerBound + range.count / 2
        return (range.lowerBound..<middle, middle..<range.upperBound)
    }
}
