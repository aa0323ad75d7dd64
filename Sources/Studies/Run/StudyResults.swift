import Datasets
import Imaging
import Words

/// What a study, or some parts of it, came to.
public final class StudyResults {
    public let study: StudyDescription
    private var pictures: [Int: StudiedPicture] = [:]
    let runs: [any AnalysisRun]
    /// The set, where it is here.
    private let photos: StudyPhotos?
    /// How labels were matched, and what is odd about the set; in English where only parts of the study are here.
    let remarks: [Words]
    /// Why pictures could not be used, as far as this run tried them.
    private var reasons: [Int: Words] = [:]

    /// - Parameter remarks: nil where only the description's are here.
    init(
        _ study: StudyDescription, photos: StudyPhotos?, remarks: [Words]? = nil
    ) throws(StudyObstacle) {
        self.study = study
        self.remarks = remarks ?? study.remarks.map { Words(verbatim: $0) }
        self.photos = photos
        var runs: [any AnalysisRun] = []
        for name in study.analyses { runs.append(try Analyses.named(name).run()) }
        self.runs = runs
    }

    /// - Parameter reason: why it could not be used.
    func add(_ picture: StudiedPicture, because reason: Words? = nil) {
        pictures[picture.place] = picture
        if let reason { reasons[picture.place] = reason }
    }

    /// Pictures in their order, broken ones among them.
    public var all: [StudiedPicture] { pictures.values.sorted { $0.place < $1.place } }

    public var broken: [StudiedPicture] { all.filter { $0.broken != nil } }

    /// Why they could not be used; in English for those that another run tried.
    var brokenWords: [Words] {
        broken.map { reasons[$0.place] ?? Words(verbatim: $0.broken ?? "") }
    }

    /// What an analysis noted of the picture at a place of the study; nil where it has not, or is not part of the study.
    public func note<Analysis: SetAnalysis>(_ place: Int, by analysis: Analysis.Type) -> Analysis.Note? {
        runs.lazy.compactMap { $0 as? TypedRun<Analysis> }.first?.note(place)
    }

    /// What an analysis noted so far of all pictures, and what it counted over them; nil where it has not begun, or is not part of the
    /// study.
    public func notes<Analysis: SetAnalysis>(
        by analysis: Analysis.Type
    ) -> Notes<Analysis.Note, Analysis.Total>? {
        let photos = photos
        return runs.lazy.compactMap { $0 as? TypedRun<Analysis> }.first?
            .notes(all, study) { place in photos?.picture(place) }
    }

    /// Takes over what a part's file says.
    ///
    /// - Throws: ``StudyObstacle``.
    func read(_ reader: PartReader) throws {
        try reader.forEachLine { line, isPicture in
            let said = try Lines.value(line)
            if isPicture {
                let picture = try said.decoded("picture", as: StudiedPicture.self)
                guard (0..<study.pictureCount).contains(picture.place) else { throw Lines.damage("place") }
                if picture.broken == nil {
                    for run in runs { try run.takeNote(said, place: picture.place) }
                }
                add(picture)
            } else if said["totals"] != nil {
                for run in runs { try run.takeTotal(said) }
            }
        }
    }

    /// What the analyses found, in their order.
    public func findings() throws -> [Finding] {
        let pictures = all
        let photos = photos
        return try runs.map { run in
            try run.finding(pictures, study) { place in photos?.picture(place) }
        }
    }
}

/// The pictures of a study, where its set is here.
struct StudyPhotos: Sendable {
    let dataset: Dataset
    let order: [Int]

    func picture(_ place: Int) -> Picture? {
        order.indices.contains(place) ? try? dataset.picture(at: order[place]) : nil
    }
}
