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

    public func finding(_ notes: Notes<Note, NoTotal>) -> Finding {
        var finding = Finding(name: name, title: title)
        let pairs = Self.pairs(notes.pictures.map(\.note.features.values))
        let found = pairs.map { (notes.pictures[$0].picture, notes.pictures[$1].picture) }
        let across = found.filter { $0.part != nil && $1.part != nil && $0.part != $1.part }
        let contrary = found.filter { $0.label != nil && $1.label != nil && $0.label != $1.label }
        finding.add("pairs", .integer(found.count))
        finding.add("acrossParts", .integer(across.count))
        finding.add("withDifferentLabels", .integer(contrary.count))
        finding.sentences = [
            found.isEmpty
                ? "No two pictures are nearly the same to the network."
                : "\(found.count) pairs of pictures are nearly the same to the network; \(across.count) of them lie in different parts of the set, \(contrary.count) have different labels."
        ]
        var table = FindingTable(
            "pairs", "Pairs, those across parts first",
            columns: ["file", "other file", "across parts", "labels differ"])
        func isAcross(_ pair: (StudiedPicture, StudiedPicture)) -> Bool {
            pair.0.part != nil && pair.1.part != nil && pair.0.part != pair.1.part
        }
        for pair in found.filter(isAcross) + found.filter({ !isAcross($0) }) {
            table.add([
                .text(pair.0.file), .text(pair.1.file), .text(isAcross(pair) ? "yes" : "no"),
                .text(pair.0.label != pair.1.label ? "yes" : "no"),
            ])
        }
        finding.tables = [table]
        for pair in (found.filter(isAcross) + found.filter { !isAcross($0) }).prefix(6) {
            for picture in [pair.0, pair.1] {
                if let thumbnail = notes.thumbnail(picture.place) {
                    finding.figures.append(FindingFigure(Words(verbatim: picture.file), .picture(thumbnail)))
                }
            }
        }
        return finding
    }

    /// Pairs of vectors with a cosine above ``likeness`` once their mean is taken off.
    static func pairs(_ features: [[Float]]) -> [(Int, Int)] {
        guard let length = features.first?.count, features.count > 1,
            features.allSatisfy({ $0.count == length })
        else { return [] }
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
        return Products.pairs(above: likeness, rows, count: features.count, length: length)
    }
}
