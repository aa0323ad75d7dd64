import Imaging

/// A rectangle that is being drawn onto a photo, in shares of its width and height.
struct Selection: Sendable, Hashable {
    let start: UnitPoint
    var end: UnitPoint

    /// A rectangle smaller than this in both directions is a press.
    private static let least = 0.02

    var left: Double { Self.clipped(min(start.x, end.x)) }
    var top: Double { Self.clipped(min(start.y, end.y)) }
    var width: Double { Self.clipped(max(start.x, end.x)) - left }
    var height: Double { Self.clipped(max(start.y, end.y)) - top }
    var isPress: Bool { width < Self.least && height < Self.least }

    /// - Parameter extent: the photo's, in pixels.
    func rectangle(of extent: (width: Int, height: Int)) -> PixelRectangle {
        let (x, y) = (Int(left * Double(extent.width)), Int(top * Double(extent.height)))
        return PixelRectangle(
            x: x, y: y, width: max(1, Int(((left + width) * Double(extent.width)).rounded(.up)) - x),
            height: max(1, Int(((top + height) * Double(extent.height)).rounded(.up)) - y))
    }

    private static func clipped(_ share: Double) -> Double { min(max(share, 0), 1) }
}
