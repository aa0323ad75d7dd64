import Tensors

/// Paints strokes onto one picture and keeps what is painted: a stroke that grew costs only its last part.
///
/// Not Sendable: it stays on the queue that made it.
public final class PhotoPainter {
    public let photo: Picture
    private var strokes: [Stroke] = []
    private var painted: Picture
    /// The picture as the paint would have it everywhere, made when a stroke needs it.
    private struct Ground: Hashable {
        let paint: Stroke.Paint
        let source: String?
    }

    private var grounds: [Ground: Picture] = [:]
    /// Gives another photo by its path; nil where it cannot be read, which paints grey.
    private let other: (String) -> Picture?

    public init(_ photo: Picture, other: @escaping (String) -> Picture? = { _ in nil }) {
        self.photo = photo
        self.other = other
        painted = photo
    }

    /// The picture with some strokes on it, the last one on top.
    public func picture(with strokes: [Stroke]) -> Picture {
        let isMore = strokes.starts(with: self.strokes) { continues($0, $1) }
        if !isMore { painted = photo }
        for (index, stroke) in strokes.enumerated() {
            let known = isMore && index < self.strokes.count ? self.strokes[index].points.count : 0
            guard known < stroke.points.count else { continue }
            paint(stroke, from: max(0, known - 1))
        }
        self.strokes = strokes
        return painted
    }

    private func continues(_ stroke: Stroke, _ known: Stroke) -> Bool {
        stroke.paint == known.paint && stroke.source == known.source && stroke.radius == known.radius
            && stroke.points.starts(with: known.points)
    }

    private func paint(_ stroke: Stroke, from first: Int) {
        let ground = ground(of: Ground(paint: stroke.paint, source: stroke.source))
        let (width, height) = (photo.width, photo.height)
        let radius = max(0.5, stroke.radius * Double(min(width, height)))
        let places = stroke.points[first...].map { (x: $0.x * Double(width), y: $0.y * Double(height)) }
        for (start, end) in zip(places, places.dropFirst() + places.suffix(1)) {
            let columns = Self.range(start.x, end.x, radius, width)
            let rows = Self.range(start.y, end.y, radius, height)
            let (dx, dy) = (end.x - start.x, end.y - start.y)
            let length = dx * dx + dy * dy
            painted.withUnsafeMutableBytes { target in
                ground.pixels.withUnsafeBufferPointer { source in
                    for row in rows {
                        for column in columns {
                            // The distance of the pixel's middle from the part of the stroke.
                            let (x, y) = (Double(column) + 0.5 - start.x, Double(row) + 0.5 - start.y)
                            let along = length > 0 ? min(max((x * dx + y * dy) / length, 0), 1) : 0
                            let (offX, offY) = (x - along * dx, y - along * dy)
                            guard offX * offX + offY * offY <= radius * radius else { continue }
                            let place = (row * width + column) * 3
                            for channel in place..<place + 3 { target[channel] = source[channel] }
                        }
                    }
                }
            }
        }
    }

    /// Pixels along one axis that a brush reaches.
    private static func range(_ start: Double, _ end: Double, _ radius: Double, _ extent: Int) -> Range<Int> {
        let limit = Double(extent)
        let low = Int(min(max(min(start, end) - radius, 0), limit))
        let high = Int(min(max((max(start, end) + radius).rounded(.up), 0), limit))
        return low..<max(low, high)
    }

    private func ground(of ground: Ground) -> Picture {
        if let known = grounds[ground] { return known }
        let grey = Picture(width: photo.width, height: photo.height, fill: RGB(127, 127, 127))
        let made =
            switch ground.paint {
            case .grey: grey
            case .photo:
                ground.source.flatMap(other)?
                    .resized(width: photo.width, height: photo.height, filter: .bilinear) ?? grey
            case .blur: blurred
            case .noise: noise
            }
        grounds[ground] = made
        return made
    }

    /// The mean over an eighth of the shorter side.
    private var blurred: Picture {
        let (width, height) = (photo.width, photo.height)
        let planes = Tensor([3, height, width]) { target in
            for pixel in 0..<width * height {
                for channel in 0..<3 {
                    target[channel * width * height + pixel] = Float(photo.pixels[pixel * 3 + channel])
                }
            }
        }
        let means = BoxBlur.blurred(planes, size: max(3, min(width, height) / 8))
        return Picture(width: width, height: height) { target in
            for pixel in 0..<width * height {
                for channel in 0..<3 {
                    target[pixel * 3 + channel] = UInt8(means[channel * width * height + pixel] + 0.5)
                }
            }
        }
    }

    /// Every channel of every pixel by itself, the same each time.
    private var noise: Picture {
        Picture(width: photo.width, height: photo.height) { target in
            for place in 0..<photo.width * photo.height * 3 {
                target[place] = UInt8(truncatingIfNeeded: SplitMix64.output(UInt64(place)) >> 40)
            }
        }
    }
}
