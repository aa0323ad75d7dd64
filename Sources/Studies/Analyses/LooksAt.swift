import Imaging
import Tensors
import Words

/// Where the network looks for what it says, and for what it should have said.
public struct LooksAt: SetAnalysis {
    public init() {}

    public let name = "looks-at"
    public let title: Words = "Looks at"
    public let summary: Words =
        "Grad-CAM of the predicted and of the right class for every picture and their difference, and how much of the evidence lies in the box where there is one."
    public let looksIntoLayers = true

    public struct Note: Codable, Sendable {
        let predicted: Int
        /// The evidence for the predicted class, and for the right one where that is another.
        let map: EvidenceMap
        let right: EvidenceMap?
        /// The part of the picture that the network sees: x, y, width, height.
        let region: [Int]
        /// Of the right class's map, or of the predicted one's: the share in the box, and whether its greatest value lies there.
        let inside: Double?
        let points: Bool?
        /// Of the strongest places, as many as are in the box, the share that lies there.
        let rank: Double?
    }

    public func obstacle(in study: Study) -> StudyObstacle? {
        study.layer.map == nil ? .noMaps(name, layer: study.layer.name) : nil
    }

    public func observe(_ batch: StudyBatch, _ total: inout NoTotal) throws -> [Note] {
        let predicted = try batch.predictedClasses()
        let maps = try batch.gradCAM(predicted)
        let targets = zip(batch.items, predicted).map { $0.picture.target ?? $1 }
        let others = targets == predicted ? maps : try batch.gradCAM(targets)
        return batch.items.indices.map { place in
            let item = batch.items[place]
            let map = EvidenceMap(maps[place])
            let right = targets[place] == predicted[place] ? nil : EvidenceMap(others[place])
            let box = PixelRectangle(item.picture.box)
            return Note(
                predicted: predicted[place], map: map, right: right, region: item.region.array,
                inside: box.flatMap { (right ?? map).share(inside: $0, of: item.region) },
                points: box.flatMap { (right ?? map).points(into: $0, of: item.region) },
                rank: box.flatMap { (right ?? map).rank(inside: $0, of: item.region) })
        }
    }

    public let columns = ["evidence_inside", "points_inside", "rank_inside"]

    public func rows(_ note: Note, in study: StudyDescription) -> [[FindingTable.Cell]] {
        [
            [
                FindingTable.Cell(note.inside), note.points.map { .integer($0 ? 1 : 0) } ?? .missing,
                FindingTable.Cell(note.rank),
            ]
        ]
    }

    /// The evidence for the one class less that for the other.
    private static func difference(
        _ one: EvidenceMap, _ other: EvidenceMap, on photo: Picture, region: PixelRectangle
    ) -> Picture? {
        guard one.rows == other.rows, one.columns == other.columns else { return nil }
        let values = zip(one.map.values, other.map.values).map { $0 - $1 }
        let map = Tensor([one.rows, one.columns], values)
        return SignedOverlay(for: [map]).picture(of: map, over: photo.cropped(to: region))
    }

    /// Mistakes that are shown.
    private static let shown = 12

    public var examples: [Finding] {
        let map = EvidenceMap(Tensor([2, 2], [0, 1, 2, 1]))
        func note(inside: Double?) -> Note {
            Note(
                predicted: 1, map: map, right: map, region: [0, 0, 8, 8], inside: inside,
                points: inside.map { $0 > 0.5 }, rank: inside)
        }
        return [note(inside: 0.5), note(inside: nil)].map {
            finding(Notes.example([(0, $0)], NoTotal()))
        }
    }

    public func finding(_ notes: Notes<Note, NoTotal>) -> Finding {
        var finding = Finding(name: name, title: title)
        let inside = notes.pictures.compactMap(\.note.inside)
        let points = notes.pictures.compactMap(\.note.points)
        if inside.isEmpty {
            finding.sentences.append("No picture has a box, so only the maps are shown.")
        } else {
            let mean = inside.reduce(0, +) / Double(inside.count)
            let hits = Double(points.count { $0 }) / Double(max(points.count, 1))
            finding.add("boxes", .integer(inside.count))
            finding.add("evidenceInside", .number(mean))
            finding.add("pointingGame", .number(hits))
            let ranks = notes.pictures.compactMap(\.note.rank)
            if !ranks.isEmpty {
                finding.add("relevanceRank", .number(ranks.reduce(0, +) / Double(ranks.count)))
            }
            finding.sentences.append(
                "\(mean.asPercentage) of the evidence for the right class lies in the box, and its strongest place for \(hits.asPercentage) of \(inside.count) pictures."
            )
        }
        let mistakes = notes.pictures.filter { $0.note.right != nil }
        var table = FindingTable(
            "mistakes", "Mistakes", columns: ["file", "label", "predicted", "evidence in the box"],
            shownRows: 12)
        for (picture, note) in mistakes {
            table.add([
                .text(picture.file), .className(picture.label ?? ""),
                .className(notes.study.className(note.predicted)),
                FindingTable.Cell(note.inside),
            ])
        }
        finding.tables = [table]
        for (picture, note) in mistakes.prefix(Self.shown) {
            guard let right = note.right, let region = PixelRectangle(note.region), note.map.isSound,
                right.isSound,
                let photo = notes.photo(picture.place)
            else { continue }
            let shown = region.intersection(photo.bounds)
            for (map, name) in [
                (note.map, notes.study.className(note.predicted)), (right, picture.label ?? ""),
            ] {
                let overlay = map.overlay(on: photo, region: shown)
                finding.figures.append(
                    FindingFigure(
                        "\(picture.file): evidence for \(className: name)",
                        .picture(overlay.scaledToFit(width: 160, height: 160))))
            }
            if let difference = Self.difference(note.map, right, on: photo, region: shown) {
                finding.figures.append(
                    FindingFigure(
                        "\(picture.file): red speaks for \(className: notes.study.className(note.predicted)), blue for \(className: picture.label ?? "")",
                        .picture(difference.scaledToFit(width: 160, height: 160))))
            }
        }
        return finding
    }
}
