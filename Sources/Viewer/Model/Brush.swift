import Imaging

/// What a drag over the photo paints.
struct Brush: Sendable, Equatable {
    var paint = Stroke.Paint.grey
    /// A share of the photo's shorter side.
    var radius = 0.08
    /// Whether the pointer is down.
    var isPainting = false

    static let radii = 0.01...0.4
    /// Strokes and points beyond these are not taken: every one is painted again after a step back.
    static let mostStrokes = 400
    static let mostPoints = 4000
}

/// What was painted onto a photo.
struct Painting: Sendable, Equatable {
    /// Of the photo.
    var path: String
    var strokes: [Stroke]
    /// How the photo itself is changed before.
    var variation = PhotoVariation()
}
