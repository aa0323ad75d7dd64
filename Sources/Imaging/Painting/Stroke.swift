/// A place in a picture, whatever its size: both coordinates from 0 to 1, from the left and from the top.
public struct UnitPoint: Hashable, Sendable {
    public var x, y: Double

    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}

/// One drag of a brush over a picture.
public struct Stroke: Hashable, Sendable {
    /// What the brush puts in place of what is there.
    public enum Paint: String, CaseIterable, Sendable {
        case grey, blur, noise
        /// Another photo's pixels, at the same place.
        case photo
    }

    public var paint: Paint
    /// A share of the picture's shorter side.
    public var radius: Double
    /// From where the brush was put down to where it is now.
    public var points: [UnitPoint]
    /// The other photo's file.
    public var source: String?

    public init(_ paint: Paint, radius: Double, points: [UnitPoint], source: String? = nil) {
        self.source = source
        self.paint = paint
        self.radius = radius
        self.points = points
    }
}
