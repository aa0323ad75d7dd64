import Explanations
import Imaging

/// What a network without class scores finds in a photo: boxes, or classes and the places that they cover.
struct FoundThings: Sendable {
    struct Thing: Sendable, Equatable {
        let name: String
        let classIndex: Int
        /// The score of a box, or the part of what the network sees that a class covers, 0…1.
        let share: Double
        /// In the photo's pixels; nil for a class.
        let box: PixelRectangle?
        let colour: RGB
        /// What is explained where it is chosen, as the command line writes it.
        let target: String
    }

    /// Classes as colours over the photo.
    struct Segments: Sendable {
        let map: Findings.SegmentMap
        /// Of the thumbnail's extent.
        let picture: Picture
    }

    /// The surest or largest first.
    let things: [Thing]
    let segments: Segments?
    /// What the network sees, in the photo's pixels.
    private let region: PixelRectangle

    /// - Parameters:
    ///   - thumbnail: the photo in small.
    ///   - seen: what of it the network sees.
    /// - Returns: nil for classes of the whole photo.
    init?(_ findings: Findings, in subject: Subject, over thumbnail: Picture, seen: PixelRectangle) {
        region = subject.region
        switch findings {
        case .classes: return nil
        case .detections(let detections):
            things = detections.enumerated().map { rank, detection in
                Thing(
                    name: detection.label, classIndex: detection.classIndex, share: detection.score,
                    box: detection.rectangle(in: subject),
                    colour: FindingsPicture.colour(ofClass: detection.classIndex),
                    target: "detection \(rank + 1)")
            }
            segments = nil
        case .segments(let found, let map):
            things = found.map {
                Thing(
                    name: $0.label, classIndex: $0.index, share: $0.share, box: nil,
                    colour: FindingsPicture.colour(ofClass: $0.index), target: "region class \($0.index)")
            }
            segments = Segments(
                map: map, picture: FindingsPicture.segments(map, over: thumbnail, seen: seen))
        }
    }

    /// Whether a target is one of those that are chosen here: a whole box, a class's own places.
    static func isTarget(_ text: String) -> Bool {
        if let detection = DetectionTarget(text) { return detection.isWhole }
        return RegionTarget(text).map { $0.isWhole && Int($0.className) != nil } ?? false
    }

    /// What is explained where a person points: the smallest box around the point, or the class there.
    ///
    /// - Parameters:
    ///   - x, y: in the photo's pixels.
    func target(x: Double, y: Double) -> String? {
        if let segments {
            let row = Int((y - Double(region.y)) / Double(region.height) * Double(segments.map.rows))
            let column = Int((x - Double(region.x)) / Double(region.width) * Double(segments.map.columns))
            guard y >= Double(region.y), x >= Double(region.x), row < segments.map.rows,
                column < segments.map.columns
            else { return nil }
            let index = segments.map.classes[row * segments.map.columns + column]
            return things.first { $0.classIndex == index }?.target
        }
        let around = things.filter { thing in
            guard let box = thing.box else { return false }
            return x >= Double(box.x) && y >= Double(box.y) && x < Double(box.x + box.width)
                && y < Double(box.y + box.height)
        }
        return around.min { $0.box!.width * $0.box!.height < $1.box!.width * $1.box!.height }?.target
    }
}
