import Explanations
import Foundation
import Imaging

/// What a network without class scores finds in a photo: boxes, classes and the places that they cover, numbers, or how like other
/// photos it is.
struct FoundThings: Sendable {
    struct Thing: Sendable, Equatable {
        let name: String
        let classIndex: Int
        /// The score of a box, the part of what the network sees that a class covers, where a number lies in its range, or how like
        /// another photo is, 0…1; nil for a number without a range.
        let share: Double?
        /// What is said of it in place of the share; nil for the share.
        var detail: String?
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

    /// What the things are together, in place of what is found.
    enum Kind: Sendable { case places, numbers, photos }

    let kind: Kind
    /// The surest or largest first.
    let things: [Thing]
    let segments: Segments?
    /// What the network sees, in the photo's pixels.
    private let region: PixelRectangle

    /// - Parameters:
    ///   - thumbnail: the photo in small.
    ///   - seen: what of it the network sees.
    ///   - alike: for a network that says what a photo is like, other photos and their likeness, −1…1.
    /// - Returns: nil for classes of the whole photo, and for a picture.
    init?(
        _ findings: Findings, in subject: Subject, over thumbnail: Picture, seen: PixelRectangle,
        alike: [(path: String, cosine: Double)] = []
    ) {
        region = subject.region
        switch findings {
        case .classes, .reconstruction: return nil
        case .numbers(let numbers):
            kind = .numbers
            things = numbers.map {
                Thing(
                    name: $0.name, classIndex: 0, share: $0.share, detail: $0.text, box: nil, colour: .black,
                    target: "value 0 of \($0.name)")
            }
            segments = nil
        case .embedding:
            kind = .photos
            things = alike.map { path, cosine in
                Thing(
                    name: (path as NSString).lastPathComponent, classIndex: 0, share: max(0, cosine),
                    detail: String(format: "%.3f", cosine), box: nil, colour: .black,
                    target: "similarity to \(path)")
            }
            segments = nil
        case .detections(let detections):
            kind = .places
            things = detections.enumerated().map { rank, detection in
                Thing(
                    name: detection.label, classIndex: detection.classIndex, share: detection.score,
                    box: detection.rectangle(in: subject),
                    colour: FindingsPicture.colour(ofClass: detection.classIndex),
                    target: "detection \(rank + 1)")
            }
            segments = nil
        case .segments(let found, let map):
            kind = .places
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

    /// What is explained where a person draws a rectangle: the class that covers most of it; nil where none does, and for boxes.
    ///
    /// - Parameter rectangle: in the photo's pixels.
    func target(in rectangle: PixelRectangle) -> String? {
        guard let segments, rectangle.width > 0, rectangle.height > 0 else { return nil }
        let map = segments.map
        var counts: [Int: Int] = [:]
        for row in 0..<map.rows {
            let y = Double(region.y) + (Double(row) + 0.5) * Double(region.height) / Double(map.rows)
            guard y >= Double(rectangle.y), y < Double(rectangle.maxY) else { continue }
            for column in 0..<map.columns {
                let x =
                    Double(region.x) + (Double(column) + 0.5) * Double(region.width) / Double(map.columns)
                guard x >= Double(rectangle.x), x < Double(rectangle.maxX) else { continue }
                let index = map.classes[row * map.columns + column]
                if index >= 0 { counts[index, default: 0] += 1 }
            }
        }
        guard let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return nil }
        let (x, y, width, height) = (rectangle.x, rectangle.y, rectangle.width, rectangle.height)
        return "region \(x),\(y),\(width),\(height) class \(most.key)"
    }
}

extension Findings.Number {
    /// The value, and between which numbers it lies where something bounds it.
    fileprivate var text: String {
        let value = value.asShortNumber
        return range.isBounded
            ? "\(value) (\(range.least.asShortNumber) … \(range.greatest.asShortNumber))" : value
    }
}
