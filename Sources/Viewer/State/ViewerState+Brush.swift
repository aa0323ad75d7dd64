import Imaging

/// Painting onto the photo.
extension ViewerState {
    /// What is painted onto the photo that is shown.
    var strokes: [Stroke] { choices.painting.flatMap { $0.path == path ? $0.strokes : nil } ?? [] }

    /// How the photo that is shown is turned, enlarged, moved and brightened.
    var variation: PhotoVariation {
        choices.painting.flatMap { $0.path == path ? $0.variation : nil } ?? PhotoVariation()
    }

    /// The photo whose pixels the brush takes: the next one; nil where there is no other.
    var otherPhoto: String? {
        choices.photos.count > 1 ? choices.photos[(choices.photoIndex + 1) % choices.photos.count] : nil
    }

    mutating func vary(_ variation: PhotoVariation) -> Consequence {
        guard variation != self.variation, variation.isValid else { return .redraw }
        choices.painting =
            strokes.isEmpty && variation.isIdentity
            ? nil : Painting(path: path, strokes: strokes, variation: variation)
        return .request
    }

    mutating func toggleBrush() -> Consequence {
        brush = brush == nil ? Brush() : nil
        return .redraw
    }

    mutating func choose(paint: Stroke.Paint) -> Consequence {
        brush?.paint = paint
        return .redraw
    }

    mutating func resizeBrush(by factor: Double) -> Consequence {
        guard let radius = brush?.radius else { return .redraw }
        brush?.radius = min(max(radius * factor, Brush.radii.lowerBound), Brush.radii.upperBound)
        return .redraw
    }

    /// Puts the brush down, or draws it on.
    mutating func paint(at place: UnitPoint) -> Consequence {
        guard let brush, place.x.isFinite, place.y.isFinite else { return .redraw }
        var strokes = strokes
        if brush.isPainting, let last = strokes.indices.last {
            guard strokes[last].points.count < Brush.mostPoints, strokes[last].points.last != place else {
                return .redraw
            }
            strokes[last].points.append(place)
        } else {
            guard strokes.count < Brush.mostStrokes else {
                notice = Strings.tooManyStrokes
                return .redraw
            }
            strokes.append(
                Stroke(
                    brush.paint, radius: brush.radius, points: [place],
                    source: brush.paint == .photo ? otherPhoto : nil))
            // Each stroke is a step of its own to go back by.
            lastOption = nil
            self.brush?.isPainting = true
        }
        choices.painting = Painting(path: path, strokes: strokes, variation: variation)
        return .request
    }

    /// Takes the brush up.
    mutating func endStroke() { brush?.isPainting = false }

    mutating func clearPainting() -> Consequence {
        guard choices.painting != nil else { return .redraw }
        choices.painting = nil
        return .request
    }
}
