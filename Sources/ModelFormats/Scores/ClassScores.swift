import Foundation
import NeuralNetwork
import Tensors

/// The scores of classes that an output of a network is made of, and how they become probabilities.
struct ClassScores: Equatable {
    /// The layer that puts the scores out, one for each class.
    let layer: Int
    let scoring: Graph.Scoring

    /// The class scores behind an output: what a softmax or a sigmoid at its end reads, in whatever form it is written, with
    /// views, clips, logarithms or dropout after it.
    ///
    /// What layers do together is tried on numbers, so that no form has to be known: an output that is the softmax of an earlier
    /// row on some rows of numbers is its softmax.
    ///
    /// - Returns: nil for an output that is no row of numbers; the output itself where nothing turns it into probabilities.
    init?(behind output: Int, of graph: Graph) {
        guard graph.isRow(output) else { return nil }
        let count = graph.nodes[output].shape.count
        let trail = Trail(from: output, in: graph)
        for candidate in trail.passed
        where graph.isRow(candidate) && graph.nodes[candidate].shape.count == count {
            if let scoring = Self.scoring(from: candidate, to: output, of: graph) {
                self.init(layer: candidate, scoring: scoring)
                return
            }
        }
        if trail.areProbabilities(output, of: graph) {
            self.init(layer: output, scoring: .identity)
        } else {
            self.init(layer: output, scoring: count == 1 ? .sigmoid : .softmax)
        }
    }

    init(layer: Int, scoring: Graph.Scoring) {
        self.layer = layer
        self.scoring = scoring
    }

    /// How an output follows from an earlier layer; nil where it is no known way to probabilities.
    private static func scoring(from layer: Int, to output: Int, of graph: Graph) -> Graph.Scoring? {
        let count = graph.nodes[layer].shape.count
        let samples = (0..<3).map { SampleRow.values(count: count, draw: $0, spread: 4) }
        guard let found = graph.rows(output, from: samples.map { [layer: $0] }) else { return nil }
        let scorings: [Graph.Scoring] = count > 1 ? [.softmax, .sigmoid] : [.sigmoid]
        return scorings.first { scoring in
            let expected = samples.map { $0.withUnsafeBufferPointer(scoring.probabilities) }
            return [{ $0 }, log].contains { function in
                zip(expected, found).allSatisfy { SampleRow.areNear($0.map(function), $1) }
            }
        }
    }
}

/// The layers right before an output that are no sums of products, where scores become probabilities.
private struct Trail {
    /// Layers through which everything goes that leads to the output, the last first.
    private(set) var passed: [Int] = []
    /// The layers where the trail ends, on which the output depends together.
    private(set) var ends: [Int] = []

    /// Layers of the longest way from scores to probabilities that is followed.
    private static let longest = 64

    init(from output: Int, in graph: Graph) {
        var open: Set<Int> = [output]
        for _ in 0..<Self.longest {
            guard let node = open.max(), node > 0 else { break }
            open.remove(node)
            if open.isEmpty, node != output { passed.append(node) }
            guard !graph.sumsProducts(node) else {
                ends.append(node)
                if open.isEmpty { return }
                continue
            }
            if !(graph.nodes[node].operation is ConstantLayer) { open.formUnion(graph.nodes[node].inputs) }
        }
        ends += open
    }

    /// Whether the output is made of probabilities, whatever the layers at the ends put out.
    func areProbabilities(_ output: Int, of graph: Graph) -> Bool {
        guard !ends.isEmpty, ends != [output], !ends.contains(0),
            ends.allSatisfy({ graph.nodes[$0].shape.count <= 1 << 20 && graph.nodes[$0].isByItem })
        else { return false }
        let draws = (0..<3).map { draw in
            var values: [Int: [Float]] = [:]
            for (place, end) in ends.enumerated() {
                values[end] = SampleRow.values(
                    count: graph.nodes[end].shape.count, draw: draw * ends.count + place,
                    spread: [2, 8, 40][draw])
            }
            return values
        }
        guard let rows = graph.rows(output, from: draws) else { return false }
        let slack = 1e-4
        return rows.allSatisfy { $0.allSatisfy { $0 >= -slack && $0 <= 1 + slack } }
            && rows.contains { $0 != rows[0] }
    }
}

/// Rows of numbers on which layers are tried.
private enum SampleRow {
    static func values(count: Int, draw: Int, spread: Float) -> [Float] {
        (0..<count).map { spread * (2 * SplitMix64.fraction(UInt64(draw * count + $0)) - 1) }
    }

    static func areNear(_ expected: [Double], _ found: [Double]) -> Bool {
        expected.count == found.count
            && zip(expected, found).allSatisfy { abs($0 - $1) <= 1e-4 * max(1, abs($0)) }
    }
}

extension Graph {
    /// More classes than any network has.
    private static var classLimit: Int { 1 << 20 }

    /// Whether a layer puts out one row of numbers for each picture, not more than there may be classes.
    func isRow(_ layer: Int) -> Bool {
        let node = nodes[layer]
        return layer > 0 && node.isComputed && node.isByItem
            && (1...Self.classLimit).contains(node.shape.count)
            && node.shape.dimensions.filter { $0 != 1 }.count <= 1
    }

    /// Whether a layer sums up products, as those do that make scores.
    func sumsProducts(_ layer: Int) -> Bool {
        let node = nodes[layer]
        guard let operation = node.operation, node.isComputed else { return true }
        return operation.randomization != nil
            || operation.productCount(of: node.inputs.map { nodes[$0].shape }, output: node.shape) > 0
    }

    /// What a layer puts out each time that others put out given values; nil where it cannot be computed.
    func rows(_ output: Int, from draws: [[Int: [Float]]]) -> [[Double]]? {
        var built: (executor: Executor, place: Int)?
        return try? draws.map { values in
            let layers = values.keys.sorted()
            func tensor(_ layer: Int) -> Tensor { Tensor(nodes[layer].shape, values[layer]!) }
            // The first layer becomes the input; what the others put out is built in.
            if built == nil || layers.count > 1 {
                let (upper, place) = try part(from: layers, to: output, value: tensor)
                built = (try Executor(upper), place)
            }
            return try built!.executor.output(of: built!.place, for: tensor(layers[0]).asBatch)
                .values.map(Double.init)
        }
    }
}
