import Files
import Foundation
import Imaging

/// An analysis in one run: it collects notes and counts, and reads those of other runs.
protocol AnalysisRun: AnyObject {
    var name: String { get }
    /// Whether something is counted over all pictures, which single lines do not say.
    var hasTotal: Bool { get }
    var total: any Encodable { get }
    var looksIntoLayers: Bool { get }

    /// Looks at a batch and keeps its notes.
    ///
    /// - Returns: one for each item.
    func observe(_ batch: StudyBatch) throws -> [any Encodable]

    /// Keeps the note of one picture out of a line.
    func takeNote(_ line: JSONValue, place: Int) throws

    /// Adds what another part counted.
    func takeTotal(_ line: JSONValue) throws

    var columns: [String] { get }

    /// The rows of a picture; nil for one that was not noted.
    func rows(_ place: Int, _ study: StudyDescription) -> [[FindingTable.Cell]]?

    func finding(
        _ pictures: [StudiedPicture], _ study: StudyDescription,
        photo: @escaping @Sendable (Int) -> Picture?
    ) throws -> Finding
}

final class TypedRun<Analysis: SetAnalysis>: AnalysisRun {
    private let analysis: Analysis
    private var notes: [Int: Analysis.Note] = [:]
    private var counted: Analysis.Total?

    init(_ analysis: Analysis) { self.analysis = analysis }

    var name: String { analysis.name }
    var hasTotal: Bool { Analysis.Total.self != NoTotal.self }
    var total: any Encodable { counted }
    var columns: [String] { analysis.columns }
    var looksIntoLayers: Bool { analysis.looksIntoLayers }

    func observe(_ batch: StudyBatch) throws -> [any Encodable] {
        var total = try counted ?? analysis.emptyTotal(in: batch.study)
        let new = try analysis.observe(batch, &total)
        counted = total
        precondition(new.count == batch.items.count, "\(analysis.name) notes every picture")
        for (item, note) in zip(batch.items, new) { notes[item.picture.place] = note }
        return new
    }

    func takeNote(_ line: JSONValue, place: Int) throws {
        notes[place] = try line.decoded("notes", name, as: Analysis.Note.self)
    }

    func takeTotal(_ line: JSONValue) throws {
        guard hasTotal, line["totals"]?[name] != .null else { return }
        let other = try line.decoded("totals", name, as: Analysis.Total.self)
        if counted == nil { counted = other } else { counted?.add(other) }
    }

    func note(_ place: Int) -> Analysis.Note? { notes[place] }

    /// All notes and counts; nil where nothing was counted yet.
    func notes(
        _ pictures: [StudiedPicture], _ study: StudyDescription, photo: @escaping @Sendable (Int) -> Picture?
    ) -> Notes<Analysis.Note, Analysis.Total>? {
        guard let total = counted ?? NoTotal() as? Analysis.Total else { return nil }
        let noted = pictures.compactMap { picture in notes[picture.place].map { (picture: picture, note: $0) }
        }
        return Notes(study: study, pictures: noted, total: total, photo: photo)
    }

    func rows(_ place: Int, _ study: StudyDescription) -> [[FindingTable.Cell]]? {
        notes[place].map { analysis.rows($0, in: study) }
    }

    func finding(
        _ pictures: [StudiedPicture], _ study: StudyDescription,
        photo: @escaping @Sendable (Int) -> Picture?
    ) throws -> Finding {
        guard let notes = notes(pictures, study, photo: photo) else {
            return Finding(name: analysis.name, title: analysis.title)
        }
        return try analysis.finding(notes)
    }
}

extension SetAnalysis {
    /// Itself in a run of its own.
    func run() -> any AnalysisRun { TypedRun(self) }
}
