import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

/// What a network finds in a photo, by what kind of network it is.
public enum Findings {
    /// Of a classifier, the most probable first.
    case classes([Prediction])
    /// Of a network that segments, the class of the most places first.
    case segments([Segment], map: SegmentMap)
    /// Of a detector, the surest first.
    case detections([Detection])

    /// A class and how much of the photo it covers.
    public struct Segment: Sendable, Equatable, Codable {
        /// The class's position among the maps.
        public let index: Int
        public let label: String
        /// 0…1, of what the network sees.
        public let share: Double
    }

    /// The class of every place.
    public struct SegmentMap: Sendable {
        public let rows, columns: Int
        /// Row by row; −1 where none is found.
        public let classes: [Int]
    }
}

extension Analysis {
    /// What the network finds.
    ///
    /// - Returns: nil for a network that has neither class scores nor maps of classes nor boxes.
    /// - Throws: `EngineError`, ``TargetError``.
    public func findings() throws -> Findings? {
        if !predictions.isEmpty { return .classes(predictions) }
        for output in model.graph.outputs {
            switch OutputKind(of: output, in: model.graph) {
            case .classMaps:
                let maps = try ClassMaps(named: output.name, in: TargetNetwork(self), target: "")
                return segments(of: maps)
            case .boxes: return .detections(try Detections(in: self, target: "").all)
            default: break
            }
        }
        return nil
    }

    private func segments(of maps: ClassMaps) -> Findings {
        let classes = maps.prediction
        var counts: [Int: Int] = [:]
        for index in classes where index >= 0 { counts[index, default: 0] += 1 }
        let segments = maps.predictedClasses.map {
            Findings.Segment(
                index: $0, label: maps.label(of: $0), share: Double(counts[$0]!) / Double(classes.count))
        }
        return .segments(
            segments,
            map: Findings.SegmentMap(
                rows: maps.layout.rows, columns: maps.layout.columns, classes: classes))
    }
}

extension Detection {
    /// The box in a photo's pixels, rounded outward and within the photo.
    public func rectangle(in subject: Subject) -> PixelRectangle {
        let across = Double(subject.region.width) / Double(subject.input.shape[3])
        let down = Double(subject.region.height) / Double(subject.input.shape[2])
        func pixel(_ value: Double, _ factor: Double, from start: Int, _ limit: Int, up: Bool) -> Int {
            let place = max(-1e6, min(1e6, value * factor)).rounded(up ? .up : .down)
            return min(max(start + Int(place), 0), limit)
        }
        let (photo, region) = (subject.photo, subject.region)
        let x = pixel(left, across, from: region.x, photo.width, up: false)
        let y = pixel(top, down, from: region.y, photo.height, up: false)
        let right = pixel(left + width, across, from: region.x, photo.width, up: true)
        let bottom = pixel(top + height, down, from: region.y, photo.height, up: true)
        return PixelRectangle(x: x, y: y, width: max(0, right - x), height: max(0, bottom - y))
    }
}
