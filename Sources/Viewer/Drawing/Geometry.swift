import Imaging

/// A place in the window, in logical pixels.
struct Point: Hashable, Sendable {
    var x: Double
    var y: Double
}

/// A rectangle in logical pixels; `y` grows downwards.
struct Rect: Hashable, Sendable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    var maxX: Double { x + width }
    var maxY: Double { y + height }
    var midX: Double { x + width / 2 }
    var midY: Double { y + height / 2 }

    func contains(_ point: Point) -> Bool {
        point.x >= x && point.x < maxX && point.y >= y && point.y < maxY
    }

    /// Where a part lies of a picture that fills the rectangle.
    func part(_ pixels: PixelRectangle, of extent: (width: Int, height: Int)) -> Rect {
        let (across, down) = (width / Double(extent.width), height / Double(extent.height))
        return Rect(
            x: x + Double(pixels.x) * across, y: y + Double(pixels.y) * down,
            width: Double(pixels.width) * across, height: Double(pixels.height) * down)
    }

    func insetBy(_ dx: Double, _ dy: Double) -> Rect {
        Rect(x: x + dx, y: y + dy, width: max(width - 2 * dx, 0), height: max(height - 2 * dy, 0))
    }

    func intersection(_ other: Rect) -> Rect {
        let (left, top) = (max(x, other.x), max(y, other.y))
        return Rect(
            x: left, y: top, width: max(min(maxX, other.maxX) - left, 0),
            height: max(min(maxY, other.maxY) - top, 0))
    }

    /// Whether they share more than an edge.
    func overlaps(_ other: Rect) -> Bool {
        x < other.maxX - 1e-6 && other.x < maxX - 1e-6 && y < other.maxY - 1e-6 && other.y < maxY - 1e-6
    }

    /// The largest rectangle of a picture's proportions in the middle of this one.
    func fitting(width other: Double, height otherHeight: Double) -> Rect {
        let scale = min(width / other, height / otherHeight)
        let (w, h) = (other * scale, otherHeight * scale)
        return Rect(x: midX - w / 2, y: midY - h / 2, width: w, height: h)
    }
}
