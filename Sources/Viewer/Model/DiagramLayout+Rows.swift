/// A diagram in several rows, for a window of its own.
extension DiagramLayout {
    /// Between two rows, for what passes from one to the next.
    private static let rowGap: Double = 22

    /// Breaks the one row between layers and closed groups, so that all of it fills a window of such proportions at the
    /// largest zoom. An open group that goes on in the next row has a frame in each.
    ///
    /// - Parameters:
    ///   - least: no row is shorter than this.
    ///   - proportion: the window's height by its width.
    mutating func wrap(fitting least: Double, heightByWidth proportion: Double) {
        let pitch = Self.rowHeight + Self.rowGap
        let room = max(least, (width * pitch / max(proportion, 0.05)).squareRoot())
        guard width > room else { return }
        let starts = rowStarts(room)
        func row(at x: Double) -> Int { (starts.lastIndex { $0 <= x + 1e-6 }) ?? 0 }
        func moved(_ frame: Rect, to row: Int) -> Rect {
            var frame = frame
            frame.x += (row == 0 ? 0 : Self.margin) - starts[row]
            frame.y += Double(row) * pitch
            return frame
        }
        var (wrapped, places): ([Box], [Int: Int]) = ([], [:])
        for (index, box) in boxes.enumerated() {
            let rows = row(at: box.frame.x)...max(row(at: box.frame.x), row(at: box.frame.maxX - 1))
            for row in rows {
                var part = box.frame
                if rows.count > 1 {
                    part.x = max(part.x, starts[row] - (row == 0 ? 0 : Self.margin / 2))
                    let end = row + 1 < starts.count ? starts[row + 1] + 5 : width
                    part.width = min(box.frame.maxX, end) - part.x
                }
                places[index] = wrapped.count
                wrapped.append(Box(content: box.content, frame: moved(part, to: row)))
            }
        }
        boxOfLayer = boxOfLayer.compactMapValues { places[$0] }
        boxes = wrapped
        arrows = arrows.map { moved($0, to: row(at: $0.x)) }
        width = room + Self.margin
        height = Double(starts.count) * pitch - Self.rowGap
    }

    /// Before the first box of every row but the first.
    private static let margin: Double = 20

    /// Where rows begin, in the one row's pixels.
    private func rowStarts(_ room: Double) -> [Double] {
        let leaves = boxes.filter(\.isLeaf).map(\.frame)
        var starts = [0.0]
        for (index, frame) in leaves.enumerated() {
            // The last row has the arrow to the output, too.
            let end = frame.maxX + (index == leaves.count - 1 ? Self.endRoom : 6)
            if end - starts[starts.count - 1] > room - (starts.count > 1 ? Self.margin : 0) {
                starts.append(frame.x)
            }
        }
        return starts
    }
}
