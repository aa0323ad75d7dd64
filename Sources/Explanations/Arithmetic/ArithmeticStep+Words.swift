import NeuralNetwork
import Words

extension ArithmeticStep {
    /// What happens, in one line with its numbers.
    public var words: Words {
        switch content {
        case .sum(let sum): sum.words
        case .product(let one, let other):
            "\(one.name) × \(other.name): \(one.shownNumber) × \(other.shownNumber) = \(shownResult)"
        case .maximum(let term, _): "The greatest of \(term.numbers.count) numbers: \(shownResult)"
        case .function(let function):
            "\(layer.activationName) of \(function.number.asValue) = \(shownResult)"
        case .normalization(let number): number.words
        case .softmax(let share):
            "exp(\(share.entries[0].number.asValue)) / sum of \(share.count) exponentials = \(shownResult)"
        case .taken(let term): "Taken as it is from \(term.name): \(shownResult)"
        case .input: "The photo's own number, after preprocessing: \(shownResult)"
        case .other(let count):
            "\(count) numbers go into it in a way that no list of products says."
        }
    }

    var shownResult: String { (result ?? .nan).asValue }

    /// One of each kind, for whoever reads all texts.
    public static var examples: [Words] {
        let layer = GraphBuilder(name: "example", input: [1, 1, 1]).build(logits: nil).nodes[0]
        let term = WeightedSum.Term(
            source: layer, channel: 1, place: nil, rows: 1, columns: 1, numbers: [2], weights: [3])
        let contents: [Content] = [
            .sum(WeightedSum([term], constant: 1)), .sum(WeightedSum([term], constant: 0)),
            .sum(WeightedSum([WeightedSum.Term](repeating: term, count: 9), constant: 1)),
            .product(term, term), .maximum(term, winner: 0),
            .function(PlottedFunction(number: 1, result: 2, curve: [])),
            .normalization(
                NormalizedNumber(
                    number: 1, mean: 2, variance: 3, epsilon: 4, scale: 5, offset: 6, isTrained: true)),
            .normalization(
                NormalizedNumber(
                    number: 1, mean: 2, variance: 3, epsilon: 4, scale: 5, offset: 6, isTrained: false)),
            .softmax(SoftmaxShare(entries: [(1, 2)], logSum: 3, count: 4)), .taken(term), .input,
            .other(count: 2),
        ]
        return contents.map { ArithmeticStep(layer: layer, content: $0, result: 1).words }
    }
}

extension WeightedSum {
    /// Its parts and what they come to.
    public var words: Words {
        let numbers = terms.map(\.total) + (others.count == 0 ? [] : [others.total])
        let all = numbers.dropFirst().reduce((numbers.first ?? 0).asValue) { $0 + Self.signed($1) }
        return constant == 0
            ? "\(all) = \(total.asValue)"
            : "\(all), bias \(Self.signed(constant).dropFirst()) = \(total.asValue)"
    }
}

extension WeightedSum {
    private static func signed(_ number: Double) -> String {
        number < 0 ? " − \(abs(number).asValue)" : " + \(number.asValue)"
    }
}

extension WeightedSum.Term {
    /// Whose numbers they are; channels are counted from 1.
    public var name: Words {
        guard let channel else { return Words(verbatim: source.name) }
        return source.map == nil && source.shape.rank <= 1
            ? "\(source.name) \(channel + 1)" : "\(source.name), channel \(channel + 1)"
    }

    var shownNumber: String { Double(numbers.first.flatMap(\.self) ?? 0).asValue }
}

extension NormalizedNumber {
    /// The formula with its numbers.
    public var words: Words {
        isTrained
            ? "(\(number.asValue) − mean \(mean.asValue)) / deviation \(deviation.asValue) × \(scale.asValue) + \(offset.asValue) = \(result.asValue)"
            : "(\(number.asValue) − own mean \(mean.asValue)) / own deviation \(deviation.asValue) × \(scale.asValue) + \(offset.asValue) = \(result.asValue)"
    }
}

extension Node {
    /// The activation's name, also where it is built into another operation.
    fileprivate var activationName: Words {
        operation?.builtInActivation?.activation.name ?? summary
    }
}
