import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// Whether pictures reach the network as it was trained: other scalings, colour orders and crops are tried on some of them.
public struct PreprocessingCheck: SetAnalysis {
    public init() {}

    public let name = "preprocessing"
    public let title: Words = "Preprocessing check"
    public let summary: Words =
        "Scalings, colour orders and crops, tried on some pictures and ranked: whether the network is used as it was trained."
    public let looksIntoLayers = false

    /// What came of each ``Variant`` for a picture that was tried; empty for others.
    public struct Note: Codable, Sendable {
        /// Whether the label is the most probable class; -1 without a label.
        let hits: [Int]
        /// Of the label, or of the most probable class without one.
        let probabilities: PackedFloats
    }

    /// What was tried, as far as a part has to say it; it is the same in all parts.
    public struct Tried: StudyTotal {
        let names: [String]
        let scalings: [String]

        public mutating func add(_ other: Tried) {}
    }

    public func emptyTotal(in study: Study) -> Tried {
        let variants = Self.variants(of: study.model.preprocessing)
        return Tried(names: variants.map(\.name), scalings: variants.map(\.preprocessing.scaling.rawValue))
    }

    /// Pictures that are tried at most, evenly over the set.
    private static let sampleCount = 96

    /// A way to make an input of a photo.
    struct Variant {
        let name: String
        let preprocessing: Preprocessing
    }

    /// As it is, which is the first, then other scalings, then other crops.
    static func variants(of own: Preprocessing) -> [Variant] {
        func variant(_ name: String, _ geometry: Preprocessing.Geometry, _ scaling: Preprocessing.Scaling)
            -> Variant
        {
            Variant(
                name: name,
                preprocessing: Preprocessing(
                    geometry, scaling, rows: own.rows, columns: own.columns, channels: own.channels))
        }
        var found = [Variant(name: own.scaling.rawValue, preprocessing: own)]
        for scaling in [own.scaling] + Preprocessing.Scaling.allCases {
            let swapped = Preprocessing.Scaling(
                divisor: scaling.divisor, means: scaling.means, deviations: scaling.deviations,
                isBlueFirst: !scaling.isBlueFirst)
            for scaling in own.channels == 3 ? [scaling, swapped] : [scaling]
            where !found.contains(where: { $0.preprocessing.scaling == scaling }) {
                found.append(variant(scaling.rawValue, own.geometry, scaling))
            }
        }
        var crops: [(String, Preprocessing.Geometry)] = [
            ("stretched, nearest pixels", .stretch), ("stretched", .resize(.bilinear)),
        ]
        if own.rows == own.columns {
            crops += [
                ("middle 7/8 of the shorter edge", .centreCrop(shortEdge: own.rows * 8 / 7)),
                ("middle square", .centreCrop(shortEdge: own.rows)),
            ]
        }
        for (name, geometry) in crops where geometry != own.geometry {
            found.append(variant("\(own.scaling.rawValue), \(name)", geometry, own.scaling))
        }
        return found
    }

    public func obstacle(in study: Study) -> StudyObstacle? { nil }

    public func observe(_ batch: StudyBatch, _ total: inout Tried) throws -> [Note] {
        let step = max(1, batch.study.description.pictureCount / Self.sampleCount)
        return try batch.items.map { item in
            guard item.picture.place % step == 0,
                let photo = try? batch.study.dataset.picture(at: batch.study.order[item.picture.place])
            else { return Note(hits: [], probabilities: PackedFloats([])) }
            return try Self.note(photo, target: item.picture.target, batch)
        }
    }

    private static func note(_ photo: Picture, target: Int?, _ batch: StudyBatch) throws -> Note {
        let variants = variants(of: batch.study.model.preprocessing)
        let graph = batch.study.model.graph
        let size = batch.study.description.batchSize
        var hits: [Int] = []
        var probabilities: [Float] = []
        for start in stride(from: 0, to: variants.count, by: size) {
            let group = variants[start..<min(start + size, variants.count)]
            let inputs = group.map { $0.preprocessing.tensor(of: photo) }
            let joined = Tensor(Shape([size] + graph.inputShape.dimensions)) { elements in
                elements.initialize(repeating: 0)
                for (row, input) in inputs.enumerated() {
                    input.withUnsafeBufferPointer {
                        (elements.baseAddress! + row * $0.count).update(
                            from: $0.baseAddress!, count: $0.count)
                    }
                }
            }
            let output = try batch.executor.output(of: nil, for: joined, cancellation: batch.cancellation)
            let scores = output.reshaped([size, output.count / size])
            for row in 0..<group.count {
                let own = scores.part(row).withUnsafeBufferPointer(graph.scoring.probabilities)
                let best = own.indices.max { (own[$0], -$0) < (own[$1], -$1) } ?? 0
                hits.append(target.map { $0 == best ? 1 : 0 } ?? -1)
                probabilities.append(Float(own[target ?? best]))
            }
        }
        return Note(hits: hits, probabilities: PackedFloats(probabilities))
    }

    /// A way to make inputs of photos, and how well the network does with it.
    public struct Ranked: Sendable, Equatable {
        /// Its place among those that are tried; 0 is as it is.
        public let place: Int
        public let name: String
        /// The share of pictures that are right; nil without labels.
        public let accuracy: Double?
        /// The mean probability of the label, or of the predicted class without labels.
        public let probability: Double

        public var isPresent: Bool { place == 0 }
    }

    /// What came of all ways.
    public struct Ranking: Sendable, Equatable {
        /// The best first.
        public let ranked: [Ranked]
        /// Pictures that were tried.
        public let pictureCount: Int
        public let isLabelled: Bool

        public var best: Ranked { ranked[0] }
        public var present: Ranked { ranked.first(where: \.isPresent) ?? ranked[0] }

        /// Whether the best is better than the present one by more than chance makes of it in a twentieth of cases, about.
        public var isClear: Bool { isClear(best) }

        /// The same of any way.
        public func isClear(_ way: Ranked) -> Bool {
            let gain =
                way.accuracy.map { $0 - (present.accuracy ?? 0) } ?? way.probability - present.probability
            return gain > 1 / Double(pictureCount).squareRoot()
        }
    }

    /// Nil while no picture was tried.
    public static func ranking(_ notes: Notes<Note, Tried>) -> Ranking? {
        let variants = notes.total.names
        let tried = notes.pictures.filter {
            $0.note.hits.count == variants.count && $0.note.probabilities.values.count == variants.count
        }
        let labelled = tried.filter { $0.note.hits.allSatisfy { $0 >= 0 } }
        let judged = labelled.isEmpty ? tried : labelled
        guard !judged.isEmpty, !variants.isEmpty else { return nil }
        let ranked = variants.indices.map { place in
            let hits =
                labelled.isEmpty
                ? nil : Double(judged.reduce(0) { $0 + $1.note.hits[place] }) / Double(judged.count)
            let mean =
                judged.reduce(0) { $0 + Double($1.note.probabilities.values[place]) } / Double(judged.count)
            return Ranked(place: place, name: variants[place], accuracy: hits, probability: mean)
        }.sorted {
            (-($0.accuracy ?? 0), -$0.probability, $0.place) < (
                -($1.accuracy ?? 0), -$1.probability, $1.place
            )
        }
        return Ranking(ranked: ranked, pictureCount: judged.count, isLabelled: !labelled.isEmpty)
    }

    public var examples: [Finding] {
        let tried = Tried(names: ["torch", "unit"], scalings: ["torch", "unit"])
        func found(_ hits: [Int], _ probabilities: [Float]) -> Finding {
            let note = Note(hits: hits, probabilities: PackedFloats(probabilities))
            return finding(Notes.example([(0, note), (0, note)], tried))
        }
        // The other way is better, surer, and neither.
        return [found([0, 1], [0.1, 0.9]), found([-1, -1], [0.1, 0.9]), found([1, 1], [0.9, 0.9])]
    }

    public func finding(_ notes: Notes<Note, Tried>) -> Finding {
        var finding = Finding(name: name, title: title)
        guard let ranking = Self.ranking(notes) else { return finding }
        let isLabelled = ranking.isLabelled
        var table = FindingTable(
            "variants", isLabelled ? "Variants, the best first" : "Variants, the surest first",
            columns: [
                "preprocessing", "accuracy", isLabelled ? "probability of the label" : "confidence",
                "as it is",
            ])
        for row in ranking.ranked {
            table.add([
                .text(row.name), FindingTable.Cell(row.accuracy), .number(row.probability),
                row.isPresent ? .isTrue(true) : .text(""),
            ])
        }
        finding.tables = [table]
        finding.add("pictures", .integer(ranking.pictureCount))
        finding.add("best", .text(ranking.best.name))
        finding.add("asItIs", .text(ranking.present.name))
        finding.add("bestAccuracy", FindingTable.Cell(ranking.best.accuracy))
        finding.add("accuracyAsItIs", FindingTable.Cell(ranking.present.accuracy))
        finding.sentences = [Self.sentence(ranking), Self.advice(ranking, notes.total)].compactMap(\.self)
        return finding
    }

    /// Whether the network is used as it was trained.
    public static func sentence(_ ranking: Ranking) -> Words {
        let (best, now, count) = (ranking.best, ranking.present, ranking.pictureCount)
        guard ranking.isClear else {
            return
                "Pictures reach the network as it was trained, as far as \(count) pictures tell: nothing else that was tried is clearly better."
        }
        if let accuracy = best.accuracy {
            return
                "With \(best.name) \(accuracy.asPercentage) of \(count) pictures are right, as it is (\(now.name)) \((now.accuracy ?? 0).asPercentage)."
        }
        return
            "With \(best.name) the network is surer of \(count) pictures (\(best.probability.asPercentage)) than as it is (\(now.probability.asPercentage))."
    }

    /// What to do on the command line.
    private static func advice(_ ranking: Ranking, _ tried: Tried) -> Words? {
        guard ranking.isClear else { return nil }
        return "Try --preprocessing \(tried.scalings[ranking.best.place]), and --remember it."
    }

    /// What a person says of a network so that it is used in the way at a place among those that are tried.
    ///
    /// - Returns: nil for a way that no setting says.
    public static func settings(
        at place: Int, of own: Preprocessing
    ) -> (scaling: Preprocessing.Scaling?, fit: Preprocessing.Fit?)? {
        let variants = variants(of: own)
        guard variants.indices.contains(place) else { return nil }
        let chosen = variants[place].preprocessing
        let scaling = chosen.scaling == own.scaling ? nil : chosen.scaling
        switch chosen.geometry {
        case own.geometry: return (scaling, nil)
        case .centreCrop(own.rows, .bilinear): return (scaling, .crop)
        case .resize(.bilinear): return (scaling, .stretch)
        default: return nil
        }
    }
}
