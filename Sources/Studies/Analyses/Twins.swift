import Foundation
import NeuralNetwork
import Tensors
import Words

/// Pictures that are nearly the same, above all across the parts of a set: what a network has learned from it must not be asked
/// about.
public struct Twins: SetAnalysis {
    public init() {}

    public let name = "twins"
    public let title: Words = "Twins"
    public let summary: Words =
        "Pictures that are nearly the same to the network, above all one to learn from and one to validate."
    public let looksIntoLayers = true

    /// What the classifier reads of a picture, shortened to at most ``length`` numbers.
    public struct Note: Codable, Sendable {
        let features: PackedHalves
    }

    /// Numbers that are kept of a picture.
    static let length = 256
    /// The cosine from which on two pictures are nearly the same; features less their mean over the set.
    static let likeness: Float = 0.97

    public func obstacle(in study: Study) -> StudyObstacle? { nil }

    public func observe(_ batch: StudyBatch, _ total: inout NoTotal) throws -> [Note] {
        let output = try batch.forward().output(of: Self.features(of: batch.study.model.graph))
        return batch.items.map { item in
            Note(features: PackedHalves(Self.shortened(output.part(item.row).values)))
        }
    }

    /// The layer that the last one with weights before the scores reads.
    static func features(of graph: Graph) -> Int {
        var node = graph.nodes[graph.logits ?? graph.lastComputed]
        while node.parameterCount == 0, let input = node.inputs.first { node = graph.nodes[input] }
        return node.inputs.first ?? node.id
    }

    /// Sums with signs that depend on the places alone (Achlioptas 2003), which keep cosines; short vectors stay as they are.
    static func shortened(_ values: [Float]) -> [Float] {
        guard values.count > length else { return values.map { $0.isFinite ? $0 : 0 } }
        var sums = [Float](repeating: 0, count: length)
        for (place, value) in values.enumerated() where value.isFinite && value != 0 {
            for word in 0..<length / 64 {
                var bits = SplitMix64.output(UInt64(place * (length / 64) + word))
                for bit in 0..<64 {
                    sums[word * 64 + bit] += bits & 1 == 0 ? value : -value
                    bits >>= 1
                }
            }
        }
        return sums
    }

    /// Two pictures that are nearly the same to the network.
    public struct Pair: Sendable, Equatable {
        /// In the order of the study.
        public let one, other: StudiedPicture

        /// Whether they lie in different parts of the set.
        public var isAcross: Bool { one.part != nil && other.part != nil && one.part != other.part }

        /// Whether both have labels, and these differ.
        public var isContrary: Bool { one.label != nil && other.label != nil && one.label != other.label }
    }

    /// All such pairs, those across parts first.
    public static func pairs(_ notes: Notes<Note, NoTotal>) -> [Pair] {
        let found = pairs(notes.pictures.map(\.note.features.values)).map {
            Pair(one: notes.pictures[$0].picture, other: notes.pictures[$1].picture)
        }
        return found.filter(\.isAcross) + found.filter { !$0.isAcross }
    }

    public var examples: [Finding] {
        func found(_ rows: [[Float]]) -> Finding {
            finding(
                Notes.example(
                    rows.enumerated().map { ($0.offset % 2, Note(features: PackedHalves($0.element))) },
                    NoTotal()))
        }
        return [found([[1, 0], [1, 0], [0, 1], [-1, 1]]), found([[1, 0], [0, 1]])]
    }

    public func finding(_ notes: Notes<Note, NoTotal>) -> Finding {
        var finding = Finding(name: name, title: title)
        let found = Self.pairs(notes)
        let (across, contrary) = (found.count(where: \.isAcross), found.count(where: \.isContrary))
        finding.add("pairs", .integer(found.count))
        finding.add("acrossParts", .integer(across))
        finding.add("withDifferentLabels", .integer(contrary))
        finding.sentences = [Self.sentence(found)]
        var table = FindingTable(
            "pairs", "Pairs, those across parts first",
            columns: ["file", "other file", "across parts", "labels differ"])
        for pair in found {
            table.add([
                .text(pair.one.file), .text(pair.other.file), .isTrue(pair.isAcross),
                .isTrue(pair.one.label != pair.other.label),
            ])
        }
        finding.tables = [table]
        for pair in found.prefix(6) {
            for picture in [pair.one, pair.other] {
                if let thumbnail = notes.thumbnail(picture.place) {
                    finding.figures.append(FindingFigure(Words(verbatim: picture.file), .picture(thumbnail)))
                }
            }
        }
        return finding
    }

    /// How many pairs there are, and where.
    public static func sentence(_ pairs: [Pair]) -> Words {
        pairs.isEmpty
            ? "No two pictures are nearly the same to the network."
            : "\(pairs.count) pairs of pictures are nearly the same to the network; \(pairs.count(where: \.isAcross)) of them lie in different parts of the set, \(pairs.count(where: \.isContrary)) have different labels."
    }

    /// Pairs of vectors with a cosine above ``likeness`` once their mean is taken off.
    static func pairs(_ features: [[Float]]) -> [(Int, Int)] {
        guard let length = features.first?.count, features.count > 1,
            let rows = directions(features)
        else { return [] }
        return Products.pairs(above: likeness, rows, count: features.count, length: length)
    }

    /// Vectors less their mean, each of length 1 (or 0), one after the other; nil where they are not of one length.
    static func directions(_ features: [[Float]]) -> [Float]? {
        guard let length = features.first?.count, features.allSatisfy({ $0.count == length }) else {
            return nil
        }
        var mean = [Double](repeating: 0, count: length)
        for row in features { for (place, value) in row.enumerated() { mean[place] += Double(value) } }
        var rows = [Float](repeating: 0, count: features.count * length)
        for (number, row) in features.enumerated() {
            var square: Float = 0
            for place in 0..<length {
                let value = row[place] - Float(mean[place] / Double(features.count))
                rows[number * length + place] = value
                square += value * value
            }
            let scale = square > 0 ? 1 / square.squareRoot() : 0
            for place in 0..<length { rows[number * length + place] *= scale }
        }
        return rows
    }
}
