/// How the window's layout and a dock share a drawable.
struct DockArrangement {
    /// Real pixels for one logical pixel.
    let scale: Double
    /// The real pixel of the logical origin.
    let origin: Point
    /// In logical pixels; nil without one.
    let dock: Rect?

    /// The least that a dock takes, and the most, in logical pixels.
    private static let widths = 420.0...660.0
    private static let heights = 300.0...760.0

    /// - Parameters:
    ///   - width: in real pixels, as the height.
    init(width: Double, height: Double, isDocked: Bool) {
        let (across, down) = (Canvas.logicalWidth, Canvas.logicalHeight)
        func origin(_ scale: Double, _ contentWidth: Double, _ contentHeight: Double) -> Point {
            Point(
                x: ((width - contentWidth * scale) / 2).rounded(.down),
                y: ((height - contentHeight * scale) / 2).rounded(.down))
        }
        guard isDocked else {
            scale = min(width / across, height / down)
            self.origin = origin(scale, across, down)
            dock = nil
            return
        }
        let beside = min(width / (across + Self.widths.lowerBound), height / down)
        let below = min(width / across, height / (down + Self.heights.lowerBound))
        scale = max(beside, below)
        if beside >= below {
            let room = min(width / scale - across, Self.widths.upperBound)
            self.origin = origin(scale, across + room, down)
            dock = Rect(x: across, y: -self.origin.y / scale, width: room, height: height / scale)
        } else {
            let room = min(height / scale - down, Self.heights.upperBound)
            self.origin = origin(scale, across, down + room)
            dock = Rect(x: -self.origin.x / scale, y: down, width: width / scale, height: room)
        }
    }
}
