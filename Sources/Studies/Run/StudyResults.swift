import Datasets
import Foundation
import Imaging

/// What a study, or some parts of it, came to.
public final class StudyResults {
    public let study: StudyDescription
    private var pictures: [Int: StudiedPicture] = [:]
    let runs: [any AnalysisRun]
    /// The set, where it is here, for thumbnails.
    private let thumbnails: Thumbnails?

    init(_ study: StudyDescription, thumbnails: Thumbnails?) throws(StudyObstacle) {
        self.study = study
        self.thumbnails = thumbnails
        var runs: [any AnalysisRun] = []
        for name in study.analyses { runs.append(try Analyses.named(name).run()) }
        self.runs = runs
    }

    func add(_ picture: StudiedPicture) { pictures[picture.place] = picture }

    /// Pictures in their order, broken ones among them.
    public var all: [StudiedPicture] { pictures.values.sorted { $0.place < $1.place } }

    public var broken: [StudiedPicture] { all.filter { $0.broken != nil } }

    /// Takes over what a part's file says.
    ///
    /// - Throws: ``StudyObstacle``.
    func read(_ reader: PartReader) throws {
        try reader.forEachLine { line, isPicture in
            if isPicture {
                let picture = try Lines.decode(Lines.PictureHead.self, from: line).picture
                guard (0..<study.pictureCount).contains(picture.place) else {
                    throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "place"))
                }
                if picture.broken == nil {
                    for run in runs { try run.takeNote(line, place: picture.place) }
                }
                add(picture)
            } else if line.starts(with: Data("{\"totals\":".utf8)) {
                for run in runs { try run.takeTotal(line) }
            }
        }
    }

    /// What the analyses found, in their order.
    public func findings() throws -> [Finding] {
        let pictures = all
        let thumbnails = thumbnails
        return try runs.map { run in
            try run.finding(pictures, study) { place in thumbnails?.picture(place) }
        }
    }
}

/// Pictures of a set, small.
struct Thumbnails: Sendable {
    let dataset: Dataset
    let order: [Int]
    /// Pixels on the longer side.
    var side = 160

    func picture(_ place: Int) -> Picture? {
        guard order.indices.contains(place), let photo = try? dataset.picture(at: order[place]) else {
            return nil
        }
        return photo.scaledToFit(width: side, height: side)
    }
}
