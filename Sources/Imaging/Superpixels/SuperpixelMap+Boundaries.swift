extension SuperpixelMap {
    /// A picture with the boundaries of some superpixels drawn, two pixels thick: every pixel with a neighbour
    /// above, below, left or right that belongs to the other side (`mark_boundaries` of scikit-image 0.26 with `mode='thick'`).
    ///
    /// - Parameters:
    ///   - picture: W×H of the map.
    ///   - group: the side of each superpixel; by default each is its own.
    ///   - isOuter: only pixels of group 0 and pixels between two other groups are drawn, which is `mode='outer'` and
    ///     what `mark_boundaries` does unless it is told otherwise.
    public func marked(
        on picture: Picture, groups: [Int]? = nil, isOuter: Bool = false, colour: RGB = RGB(255, 255, 0)
    ) -> Picture {
        precondition(picture.width == width && picture.height == height, "a picture of the map's size")
        let sides = labels.map { groups?[Int($0)] ?? Int($0) }
        var marked = picture
        for y in 0..<height {
            for x in 0..<width where isBoundary(x, y, sides, isOuter: isOuter) { marked[x, y] = colour }
        }
        return marked
    }

    private func isBoundary(_ x: Int, _ y: Int, _ sides: [Int], isOuter: Bool) -> Bool {
        let own = sides[y * width + x]
        func differs(_ dx: Int, _ dy: Int) -> Bool {
            let (column, row) = (x + dx, y + dy)
            guard column >= 0, column < width, row >= 0, row < height else { return false }
            return sides[row * width + column] != own
        }
        guard differs(0, -1) || differs(0, 1) || differs(-1, 0) || differs(1, 0) else { return false }
        guard isOuter, own != 0 else { return true }
        // Outside group 0 a boundary counts where two of the others meet, corners included.
        for row in max(y - 1, 0)...min(y + 1, height - 1) {
            for column in max(x - 1, 0)...min(x + 1, width - 1) {
                let side = sides[row * width + column]
                if side != own, side != 0 { return true }
            }
        }
        return false
    }
}
