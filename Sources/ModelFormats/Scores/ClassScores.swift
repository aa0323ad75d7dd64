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
        var found: [[Double]] = []
        for sample in samples {
            guard let row = graph.row(output, from: [layer: sample]) else { return nil }
            found.append(row)
        }
        let functions: [(Graph.Scoring, ([Float]) -> [Double])] =
            (count > 1
                ? [(.softmax, SampleRow.softmax), (.softmax, { SampleRow.softmax($0).map(log) })] : [])
            + [(.sigmoid, SampleRow.sigmoid), (.sigmoid, { SampleRow.sigmoid($0).map(log) })]
        return functions.first { _, function in
            zip(samples, found).allSatisfy { SampleRow.areNear(function($0), $1) }
        }?.0
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
        var rows: [[Double]] = []
        for draw in 0..<3 {
            var values: [Int: [Float]] = [:]
            for (place, end) in ends.enumerated() {
                values[end] = SampleRow.values(
                    count: graph.nodes[end].shape.count, draw: draw * ends.count + place,
                    spread: [2, 8, 40][draw])
            }
            guard let row = graph.row(output, from: values) else { return false }
            rows.append(row)
        }
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

    static func softmax(_ row: [Float]) -> [Double] {
        let greatest = Double(row.max() ?? 0)
        let shares = row.map { exp(Double($0) - greatest) }
        let sum = shares.reduce(0, +)
        return shares.map { $0 / sum }
    }

    static func sigmoid(_ row: [Float]) -> [Double] { row.map { 1 / (1 + exp(-Double($0))) } }

    static func areNear(_ expected: [Double], _ found: [Double]) -> Bool {
        expected.count == found.count
            && zip(expected, found).allSatisfy { abs($0 - $1) <= 1e-4 * max(1, abs($0)) }
    }
}

extension Graph {
    /// Whether a layer puts out one row of numbers for each picture.
    fileprivate func isRow(_ layer: Int) -> Bool {
        let node = nodes[layer]
        return layer > 0 && node.isComputed && node.isByItem && node.shape.count > 0
            && node.shape.dimensions.filter { $0 != 1 }.count <= 1
    }

    /// Whether a layer sums up products, as those do that make scores.
    fileprivate func sumsProducts(_ layer: Int) -> Bool {
        let node = nodes[layer]
        guard let operation = node.operation, node.isComputed else { return true }
        return operation.randomization != nil
            || operation.productCount(of: node.inputs.map { nodes[$0].shape }, output: node.shape) > 0
    }

    /// What a layer puts out where others put out given values; nil where it cannot be computed.
    fileprivate func row(_ output: Int, from values: [Int: [Float]]) -> [Double]? {
        guard let first = values.keys.min() else { return nil }
        func tensor(_ layer: Int) -> Tensor { Tensor(nodes[layer].shape, values[layer]!) }
        do {
            let (upper, place) = try part(from: values.keys.sorted(), to: output, value: tensor)
            return try Executor(upper).output(of: place, for: tensor(first).asBatch).values.map(Double.init)
        } catch {
            return nil
        }
    }
}
