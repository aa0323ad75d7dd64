import Foundation

/// How often a network is right.
struct Accuracy {
    private let judged: [JudgedPicture]

    /// Of at least one picture.
    init(_ judged: [JudgedPicture]) { self.judged = judged }

    private func share(_ holds: (JudgedPicture) -> Bool) -> Double {
        Double(judged.count(where: holds)) / Double(judged.count)
    }

    var accuracy: Double { share(\.isRight) }
    var topFive: Double { share(\.isAmongFive) }
    /// The mean of −ln p of the right class.
    var loss: Double {
        judged.reduce(0) { $0 - log(max($1.note.right ?? 0, 1e-45)) } / Double(judged.count)
    }

    func add(to finding: inout Finding, seed: UInt64) {
        let interval = Bootstrap.interval(judged.map { $0.isRight ? 1 : 0 }, seed: seed)
        finding.sentences.append(
            "\(accuracy.asPercentage) of \(judged.count) pictures are right (95 % interval \(interval.low.asPercentage) … \(interval.high.asPercentage)); the label is among the first five classes for \(topFive.asPercentage)."
        )
        finding.add("labelled", .integer(judged.count))
        finding.add("accuracy", .number(accuracy))
        finding.add("accuracyLow", .number(interval.low))
        finding.add("accuracyHigh", .number(interval.high))
        finding.add("topFive", .number(topFive))
        finding.add("loss", .number(loss))
    }
}
