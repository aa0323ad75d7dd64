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
    /// Of a regression.
    case numbers([Number])
    /// Of an autoencoder.
    case reconstruction(Reconstruction)
    /// Of a network that says what a photo is like.
    case embedding(Embedding)

    /// One number that a network puts out.
    public struct Number: Sendable, Equatable {
        /// The output's.
        public let name: String
        public let value: Double
        /// Between which numbers it can lie.
        public let range: OutputRange

        /// Where it lies between the ends, 0…1; nil where one of them is infinite.
        public var share: Double? {
            guard range.isBounded, range.greatest > range.least else { return nil }
            return min(max((value - range.least) / (range.greatest - range.least), 0), 1)
        }
    }

    /// The picture that a network puts out of as many channels, rows and columns as it was given.
    public struct Reconstruction: Sendable {
        /// The output's name.
        public let name: String
        /// At the input's resolution.
        public let picture: Picture
        /// The mean square of the differences from the input, in the input's units.
        public let meanSquaredError: Double
    }

    /// What a photo is like, to be compared with what others are.
    public struct Embedding: Sendable, Equatable {
        /// The output's name.
        public let name: String
        /// How many numbers.
        public let count: Int
        /// √Σx².
        public let length: Double
    }

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
    /// - Returns: nil for a network of which no output is understood.
    /// - Throws: `EngineError`, ``TargetError``.
    public func findings() throws -> Findings? {
        if !predictions.isEmpty { return .classes(predictions) }
        let kinds = model.graph.outputs.map { ($0, model.kind(of: $0)) }
        for (output, kind) in kinds {
            switch kind {
            case .classMaps:
                let maps = try ClassMaps(named: output.name, in: TargetNetwork(self), target: "")
                return segments(of: maps)
            case .boxes: return .detections(try Detections(in: self, target: "").all)
            default: break
            }
        }
        if let numbers = try numbers() { return .numbers(numbers) }
        for (output, kind) in kinds {
            switch kind {
            case .picture: return .reconstruction(try reconstruction(in: output))
            case .embedding: return .embedding(try embedding(in: output))
            default: break
            }
        }
        return nil
    }

    private func numbers() throws -> [Findings.Number]? {
        let outputs = model.numbers
        guard !outputs.isEmpty else { return nil }
        return try outputs.map { output in
            Findings.Number(
                name: output.name, value: Double(try forward.output(of: output.layer)[0]),
                range: OutputRange(of: output.layer, in: model.graph))
        }
    }

    private func embedding(in output: Graph.Output) throws -> Findings.Embedding {
        let values = try forward.output(of: output.layer).part(0).values
        let length = values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        return Findings.Embedding(name: output.name, count: values.count, length: length)
    }

    /// An output that a sigmoid or the like bounds is brought to black and white by its bounds, another one is taken for values like the
    /// input's.
    private func reconstruction(in output: Graph.Output) throws -> Findings.Reconstruction {
        let node = model.graph.nodes[output.layer]
        let found = try forward.output(of: output.layer).part(0)
        var values = (node.map?.maps(of: found) ?? found).values
        let range = OutputRange(of: output.layer, in: model.graph)
        let preprocessing = subject.preprocessing
        if range.isBounded, range.greatest > range.least {
            let ends = [RGB.black, RGB.white].map {
                preprocessing.tensor(
                    ofView: Picture(width: preprocessing.columns, height: preprocessing.rows, fill: $0))
            }
            values = values.enumerated().map { index, value in
                let share = (Double(value) - range.least) / (range.greatest - range.least)
                return ends[0][index] + Float(share) * (ends[1][index] - ends[0][index])
            }
        }
        let shown = Tensor(Shape([1] + model.graph.inputShape.dimensions), values)
        let error = zip(values, subject.input.values).reduce(0.0) { sum, pair in
            sum + Double(pair.0 - pair.1) * Double(pair.0 - pair.1)
        }
        return Findings.Reconstruction(
            name: output.name, picture: preprocessing.picture(of: shown),
            meanSquaredError: error / Double(max(values.count, 1)))
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
        let (photo, seen) = (subject.photo, subject.seen)
        let across = seen.width / Double(subject.input.shape[3])
        let down = seen.height / Double(subject.input.shape[2])
        func pixel(_ value: Double, _ factor: Double, from start: Double, _ limit: Int, up: Bool) -> Int {
            // What is a whole pixel but for rounding is one.
            let place = max(-1e6, min(1e6, start + value * factor)) + (up ? -1e-6 : 1e-6)
            return min(max(Int(place.rounded(up ? .up : .down)), 0), limit)
        }
        let x = pixel(left, across, from: seen.x, photo.width, up: false)
        let y = pixel(top, down, from: seen.y, photo.height, up: false)
        let right = pixel(left + width, across, from: seen.x, photo.width, up: true)
        let bottom = pixel(top + height, down, from: seen.y, photo.height, up: true)
        return PixelRectangle(x: x, y: y, width: max(0, right - x), height: max(0, bottom - y))
    }
}
