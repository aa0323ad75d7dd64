import Words

/// How often each class of a set is found, and is right where it is said.
struct ClassScores {
    struct Row: Equatable {
        /// A class of the network.
        let target: Int
        let name: String
        /// Pictures that have the label.
        let support: Int
        /// Of those, the share that is predicted so; nil where there are none.
        let recall: Double?
        /// Of pictures that are predicted so, the share that has the label; nil where there are none.
        let precision: Double?

        var f1: Double? {
            guard let recall, let precision else { return nil }
            return recall + precision > 0 ? 2 * recall * precision / (recall + precision) : 0
        }
    }

    /// One for each class that a label means, in the order of the set's labels.
    let rows: [Row]

    init(_ judged: [JudgedPicture], _ study: StudyDescription) {
        var support: [Int: Int] = [:]
        var predicted: [Int: Int] = [:]
        var hits: [Int: Int] = [:]
        for picture in judged {
            support[picture.target, default: 0] += 1
            predicted[picture.predicted, default: 0] += 1
            if picture.isRight { hits[picture.target, default: 0] += 1 }
        }
        var seen: Set<Int> = []
        rows = zip(study.setClasses, study.targets).compactMap { name, target in
            guard let target, seen.insert(target).inserted else { return nil }
            let hits = Double(hits[target] ?? 0)
            func share(_ count: Int?) -> Double? { count.map { hits / Double($0) } }
            return Row(
                target: target, name: name, support: support[target] ?? 0, recall: share(support[target]),
                precision: share(predicted[target]))
        }
    }

    func add(to finding: inout Finding) {
        var table = FindingTable(
            "perClass", "Classes, the worst first",
            columns: ["class", "pictures", "recall", "precision", "F1"])
        let sorted = rows.filter { $0.support > 0 }.sorted {
            ($0.recall ?? 2, $0.target) < ($1.recall ?? 2, $1.target)
        }
        for row in sorted {
            table.add([
                .className(row.name), .integer(row.support), FindingTable.Cell(row.recall),
                FindingTable.Cell(row.precision), FindingTable.Cell(row.f1),
            ])
        }
        finding.tables.append(table)
        let recalls = sorted.compactMap(\.recall)
        finding.add("meanRecall", .number(recalls.reduce(0, +) / Double(max(recalls.count, 1))))
        if let worst = sorted.first, let recall = worst.recall, recall < 1 {
            finding.sentences.append(
                "The class that is found least often is \(className: worst.name): \(recall.asPercentage) of its \(worst.support) pictures."
            )
        }
    }
}
