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

    public func finding(_ notes: Notes<Note, Tried>) -> Finding {
        var finding = Finding(name: name, title: title)
        let variants = notes.total.names
        let tried = notes.pictures.filter {
            $0.note.hits.count == variants.count && $0.note.probabilities.values.count == variants.count
        }
        let labelled = tried.filter { $0.note.hits.allSatisfy { $0 >= 0 } }
        let judged = labelled.isEmpty ? tried : labelled
        guard !judged.isEmpty else { return finding }
        let ranked = variants.indices.map { place in
            let hits =
                labelled.isEmpty
                ? nil : Double(judged.reduce(0) { $0 + $1.note.hits[place] }) / Double(judged.count)
            let mean =
                judged.reduce(0) { $0 + Double($1.note.probabilities.values[place]) } / Double(judged.count)
            return (place: place, accuracy: hits, probability: mean)
        }.sorted {
            (-($0.accuracy ?? 0), -$0.probability, $0.place) < (
                -($1.accuracy ?? 0), -$1.probability, $1.place
            )
        }
        var table = FindingTable(
            "variants", labelled.isEmpty ? "Variants, the surest first" : "Variants, the best first",
            columns: [
                "preprocessing", "accuracy", labelled.isEmpty ? "confidence" : "probability of the label",
                "as it is",
            ])
        for row in ranked {
            table.add([
                .text(variants[row.place]), FindingTable.Cell(row.accuracy), .number(row.probability),
                .text(row.place == 0 ? "yes" : ""),
            ])
        }
        finding.tables = [table]
        finding.add("pictures", .integer(judged.count))
        let (best, now) = (ranked[0], ranked.first { $0.place == 0 }!)
        finding.add("best", .text(variants[best.place]))
        finding.add("asItIs", .text(variants[now.place]))
        finding.add("bestAccuracy", FindingTable.Cell(best.accuracy))
        finding.add("accuracyAsItIs", FindingTable.Cell(now.accuracy))
        finding.sentences = [sentence(best, now, notes.total, count: judged.count)]
        return finding
    }

    /// By how much another way has to be better to be named: as much as chance does in a twentieth of cases, about.
    private static func margin(_ count: Int) -> Double { 1 / Double(count).squareRoot() }

    private func sentence(
        _ best: (place: Int, accuracy: Double?, probability: Double),
        _ now: (place: Int, accuracy: Double?, probability: Double), _ tried: Tried, count: Int
    ) -> Words {
        let gain = best.accuracy.map { $0 - (now.accuracy ?? 0) } ?? best.probability - now.probability
        guard gain > Self.margin(count) else {
            return
                "Pictures reach the network as it was trained, as far as \(count) pictures tell: nothing else that was tried is clearly better."
        }
        let (name, scaling) = (tried.names[best.place], tried.scalings[best.place])
        if let accuracy = best.accuracy {
            return
                "With \(name) \(accuracy.asPercentage) of \(count) pictures are right, as it is (\(tried.names[now.place])) \((now.accuracy ?? 0).asPercentage); try --preprocessing \(scaling), and --remember it."
        }
        return
            "With \(name) the network is surer of \(count) pictures (\(best.probability.asPercentage)) than as it is (\(now.probability.asPercentage)); try --preprocessing \(scaling)."
    }
}
