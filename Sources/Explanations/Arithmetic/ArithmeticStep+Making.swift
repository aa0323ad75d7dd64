import Foundation
import NeuralNetwork

extension ArithmeticStep {
    var isInput: Bool { if case .input = content { true } else { false } }

    init(normalization: NormalizedNumber, _ node: Node) {
        self.init(layer: node, content: .normalization(normalization), result: normalization.result)
    }

    /// - Parameters:
    ///   - numbers: all that share the sum.
    ///   - own: the element's among them.
    init(softmax numbers: [Float], own: Int, _ node: Node) {
        let greatest = Double(numbers.max() ?? 0)
        let logSum = greatest + log(numbers.reduce(0) { $0 + exp(Double($1) - greatest) })
        let strongest = numbers.indices.filter { $0 != own }.sorted { numbers[$0] > numbers[$1] }
        let share = SoftmaxShare(
            entries: ([own] + strongest.prefix(WeightedSum.shown - 1)).map { ($0, Double(numbers[$0])) },
            logSum: logSum, count: numbers.count)
        self.init(layer: node, content: .softmax(share), result: share.result)
    }

    init(terms: [WeightedSum.Term], constant: Double, _ node: Node) {
        if constant == 0, terms.count == 1, terms[0].weights == [1] {
            self.init(layer: node, content: .taken(terms[0]), result: terms[0].total)
        } else {
            let sum = WeightedSum(terms, constant: constant)
            self.init(layer: node, content: .sum(sum), result: sum.total)
        }
    }

    /// Nil for an operation that does not look for the greatest number of a channel.
    init?(
        maximum element: LayerProbe.Element, _ operation: any Operator, of node: Node, _ sources: [Node]
    ) {
        guard operation.looksForMaximum, element.shares.count == 1 else { return nil }
        let share = element.shares[0]
        guard let winner = share.counting.first, sources.count == 1 else { return nil }
        if let reach = element.window {
            let terms = share.terms(of: sources[0], in: reach)
            guard terms.count == 1, let place = terms[0].weights.firstIndex(where: { $0 != 0 }) else {
                return nil
            }
            self.init(
                layer: node, content: .maximum(terms[0], winner: place),
                result: Double(terms[0].numbers[place] ?? 0))
            return
        }
        // The whole map of the winner's channel took part.
        guard let map = sources[0].map, share.values.shape[0] == 1, let won = map.place(of: winner) else {
            return nil
        }
        let places = (0..<map.rows).flatMap { row in
            (0..<map.columns).map { map.index(won.channel, row, $0) }
        }
        let term = WeightedSum.Term(
            source: sources[0], channel: won.channel, place: .init(row: 0, column: 0), rows: map.rows,
            columns: map.columns, numbers: places.map { share.values[$0] },
            weights: places.map { share.slopes[$0] })
        self.init(
            layer: node,
            content: .maximum(term, winner: won.row * map.columns + won.column),
            result: Double(share.values[winner]))
    }
}

extension Operator {
    /// Whether it puts out the greatest of the numbers of a channel.
    fileprivate var looksForMaximum: Bool {
        switch self {
        case let pooling as Pooling: pooling.reduction == .maximum
        case let pooling as GlobalPooling: pooling.reduction == .maximum
        default: false
        }
    }
}
