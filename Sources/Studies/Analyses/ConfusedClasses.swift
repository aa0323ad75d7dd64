/// For which classes a network takes those of a set.
struct ConfusedClasses {
    struct Pair: Equatable, Sendable {
        let target, predicted: Int
        let name, predictedName: String
        let count: Int
        /// Of the pictures with the label.
        let share: Double
    }

    /// Pairs that occur, the most frequent first.
    let pairs: [Pair]

    init(_ judged: [JudgedPicture], _ study: StudyDescription) {
        var counts: [[Int]: Int] = [:]
        var support: [Int: Int] = [:]
        var names: [Int: String] = [:]
        for picture in judged {
            counts[[picture.target, picture.predicted], default: 0] += 1
            support[picture.target, default: 0] += 1
            names[picture.target] = picture.picture.label
        }
        pairs = counts.map { pair, count in
            Pair(
                target: pair[0], predicted: pair[1], name: names[pair[0]] ?? study.className(pair[0]),
                predictedName: names[pair[1]] ?? study.className(pair[1]), count: count,
                share: Double(count) / Double(support[pair[0]]!))
        }.sorted { ($1.count, $0.target, $0.predicted) < ($0.count, $1.target, $1.predicted) }
    }

    /// Those that are mistakes.
    var mistakes: [Pair] { pairs.filter { $0.target != $0.predicted } }

    func add(to finding: inout Finding) {
        var table = FindingTable(
            "confusions", "Classes that are taken for others",
            columns: ["label", "predicted", "pictures", "share of the label"], shownRows: 12)
        for pair in mistakes {
            table.add([
                .className(pair.name), .className(pair.predictedName), .integer(pair.count),
                .number(pair.share),
            ])
        }
        finding.tables.append(table)
        if let first = mistakes.first, first.count > 1 {
            finding.sentences.append(
                "Most often \(className: first.name) is taken for \(className: first.predictedName): \(first.count) times."
            )
        }
        let drawing = ConfusionDrawing(pairs)
        if drawing.isLegible {
            finding.figures.append(
                FindingFigure(
                    "Confusion matrix: rows are labels, columns what was predicted.",
                    .drawing(drawing.figure(in:)),
                    name: "confusion"))
        }
    }
}
