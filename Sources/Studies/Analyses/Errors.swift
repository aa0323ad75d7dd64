import Datasets
import Words

/// Where the network errs: how often, in which classes, for which others, and how well it knows.
public struct Errors: SetAnalysis {
    public init() {}

    public let name = "errors"
    public let title: Words = "Errors"
    public let summary: Words =
        "How often the network is right, in which classes it errs, for which others it takes them, and whether its confidence can be believed."
    public let looksIntoLayers = false

    /// The answer for one picture.
    public struct Note: Codable, Sendable, Equatable {
        /// The most probable classes, at most five.
        public internal(set) var top: [Int]
        /// Their probabilities.
        public internal(set) var probabilities: [Double]
        /// The place of the right class among all, from 1.
        public internal(set) var rank: Int?
        /// The probability of the right class.
        public internal(set) var right: Double?
    }

    public func obstacle(in study: Study) -> StudyObstacle? { nil }

    public func observe(_ batch: StudyBatch, _ total: inout NoTotal) throws -> [Note] {
        try batch.items.map { item in
            let probabilities = try batch.probabilities(item.row)
            return Self.note(probabilities, target: item.picture.target)
        }
    }

    static func note(_ probabilities: [Double], target: Int?) -> Note {
        var top: [Int] = []
        for index in probabilities.indices {
            let place = top.firstIndex { probabilities[$0] < probabilities[index] } ?? top.count
            if place < 5 {
                top.insert(index, at: place)
                if top.count > 5 { top.removeLast() }
            }
        }
        let rank = target.map { target in
            1
                + probabilities.indices.filter {
                    (probabilities[target], $0) < (probabilities[$0], target)
                }.count
        }
        return Note(
            top: top, probabilities: top.map { probabilities[$0] }, rank: rank,
            right: target.map { probabilities[$0] })
    }

    public let columns = ["predicted", "confidence", "label_probability", "label_rank", "correct"]

    public func rows(_ note: Note, in study: StudyDescription) -> [[FindingTable.Cell]] {
        [
            [
                .text(note.top.first.map(study.className) ?? ""), FindingTable.Cell(note.probabilities.first),
                FindingTable.Cell(note.right), note.rank.map { .integer($0) } ?? .missing,
                note.rank.map { .integer($0 == 1 ? 1 : 0) } ?? .missing,
            ]
        ]
    }

    public var examples: [Finding] {
        func note(_ top: Int, _ confidence: Double, _ target: Int?) -> (target: Int?, note: Note) {
            (
                target,
                Self.note(
                    top == 0 ? [confidence, 1 - confidence] : [1 - confidence, confidence], target: target)
            )
        }
        return [
            // Two cats are surely taken for dogs; one hit is less sure than right; no label at all.
            [note(1, 0.9, 0), note(1, 0.9, 0), note(1, 0.9, 1)], [note(0, 0.6, 0)], [note(0, 0.6, nil)],
        ].map { finding(Notes.example($0, NoTotal())) }
    }

    public func finding(_ notes: Notes<Note, NoTotal>) -> Finding {
        var finding = Finding(name: name, title: title)
        finding.add("pictures", .integer(notes.pictures.count))
        let judged = notes.pictures.compactMap { picture, note in
            picture.target.map { JudgedPicture(picture: picture, note: note, target: $0) }
        }
        guard !judged.isEmpty else {
            finding.sentences = [
                "No picture has a label that is a class of the network; only predictions are listed."
            ]
            finding.tables = [predictions(notes)]
            return finding
        }
        Accuracy(judged).add(to: &finding, seed: notes.study.seeds.first ?? 0)
        ClassScores(judged, notes.study).add(to: &finding)
        Calibration(judged).add(to: &finding)
        ConfusedClasses(judged, notes.study).add(to: &finding)
        finding.tables.append(
            pictures(
                "confidentMistakes", "The most confident mistakes", notes,
                judged.filter { !$0.isRight }.sorted {
                    ($1.confidence, $0.picture.place) < ($0.confidence, $1.picture.place)
                }))
        finding.tables.append(
            pictures(
                "hesitantHits", "The least confident hits", notes,
                judged.filter(\.isRight).sorted {
                    ($0.confidence, $0.picture.place) < ($1.confidence, $1.picture.place)
                }))
        finding.figures += mistakes(judged, notes)
        return finding
    }

    private func pictures(
        _ name: String, _ title: Words, _ notes: Notes<Note, NoTotal>, _ pictures: [JudgedPicture]
    ) -> FindingTable {
        var table = FindingTable(
            name, title, columns: ["file", "label", "predicted", "confidence", "probability of the label"],
            shownRows: 10)
        for picture in pictures {
            table.add([
                .text(picture.picture.file), .className(picture.picture.label ?? ""),
                .className(notes.study.className(picture.predicted)), .number(picture.confidence),
                FindingTable.Cell(picture.note.right),
            ])
        }
        return table
    }

    private func predictions(_ notes: Notes<Note, NoTotal>) -> FindingTable {
        var table = FindingTable(
            "predictions", "Predictions", columns: ["file", "predicted", "confidence"], shownRows: 10)
        for (picture, note) in notes.pictures {
            table.add([
                .text(picture.file), .className(note.top.first.map(notes.study.className) ?? ""),
                FindingTable.Cell(note.probabilities.first),
            ])
        }
        return table
    }

    /// Thumbnails of the most confident mistakes.
    private func mistakes(_ judged: [JudgedPicture], _ notes: Notes<Note, NoTotal>) -> [FindingFigure] {
        judged.filter { !$0.isRight }
            .sorted { ($1.confidence, $0.picture.place) < ($0.confidence, $1.picture.place) }
            .prefix(24).compactMap { picture in
                notes.thumbnail(picture.picture.place).map {
                    FindingFigure(
                        "\(picture.picture.file): \(className: notes.study.className(picture.predicted)), \(picture.confidence.asPercentage), not \(className: picture.picture.label ?? "")",
                        .picture($0))
                }
            }
    }
}

/// A picture of which the right answer is known.
struct JudgedPicture {
    let picture: StudiedPicture
    let note: Errors.Note
    let target: Int

    var predicted: Int { note.top[0] }
    var confidence: Double { note.probabilities[0] }
    var isRight: Bool { predicted == target }
    var isAmongFive: Bool { note.top.contains(target) }
}
