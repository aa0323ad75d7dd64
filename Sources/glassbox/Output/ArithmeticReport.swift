import Explanations
import Words

/// What `glassbox arithmetic` says, for programs and for people.
struct ArithmeticReport: Codable, Equatable {
    /// Numbers of one channel and their weights, row by row; null for what lies beyond the map's edge.
    struct Term: Codable, Equatable {
        var layer: String
        var channel, row, column: Int?
        var rows, columns: Int
        var numbers: [Float?]
        var weights: [Float]
        var total: Double
    }

    struct Others: Codable, Equatable {
        var count: Int
        var total: Double
    }

    struct Step: Codable, Equatable {
        var layer: String
        var text: String
        /// What the numbers come to; null where they do not say how the element comes about.
        var result: Double?
        /// Those that contribute most, of a weighted sum.
        var terms: [Term]?
        var others: Others?
        var constant: Double?
    }

    var image, model, layer: String
    var channel: Int
    var row, column: Int?
    /// As the network computed it.
    var value: Float
    var steps: [Step]

    init(_ element: ElementArithmetic, image: String, model: String) {
        self.image = image
        self.model = model
        layer = element.layer.name
        channel = element.channel
        row = element.place?.row
        column = element.place?.column
        value = element.value
        steps = element.steps.map(Self.step)
    }

    private static func step(_ step: ArithmeticStep) -> Step {
        var report = Step(layer: step.layer.name, text: step.words.english, result: step.result)
        switch step.content {
        case .sum(let sum):
            report.terms = sum.terms.map(term)
            report.others = Others(count: sum.others.count, total: sum.others.total)
            report.constant = sum.constant
        case .product(let one, let other): report.terms = [term(one), term(other)]
        case .maximum(let some, _), .taken(let some): report.terms = [term(some)]
        case .function, .normalization, .softmax, .input, .other: break
        }
        return report
    }

    private static func term(_ term: WeightedSum.Term) -> Term {
        Term(
            layer: term.source.name, channel: term.channel, row: term.place?.row, column: term.place?.column,
            rows: term.rows, columns: term.columns, numbers: term.numbers, weights: term.weights,
            total: term.total)
    }

    /// The same as lines.
    func text(of element: ElementArithmetic) -> String {
        let place = row.flatMap { row in column.map { ", row \(row + 1), column \($0 + 1)" } } ?? ""
        var lines = ["\(layer), channel \(channel + 1)\(place): \(Double(value).asValue)"]
        for step in element.steps {
            lines.append("  \(step.layer.name): \(step.layer.summary.english)")
            if case .sum(let sum) = step.content {
                for term in sum.terms { lines.append("    " + Self.line(of: term)) }
                if sum.others.count > 0 {
                    lines.append("    \(sum.others.count) others: \(sum.others.total.asValue)")
                }
            }
            lines.append("    \(step.words.english)")
        }
        return lines.joined(separator: "\n")
    }

    private static func line(of term: WeightedSum.Term) -> String {
        guard term.numbers.count == 1 else {
            return "\(term.name.english), \(term.rows)×\(term.columns) numbers: \(term.total.asValue)"
        }
        let number = Double(term.numbers[0] ?? 0)
        return
            "\(term.name.english): \(number.asValue) × \(Double(term.weights[0]).asValue) = \(term.total.asValue)"
    }
}
