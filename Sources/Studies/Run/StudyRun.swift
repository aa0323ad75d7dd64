import Datasets
import Files
import Foundation
import Imaging
import NeuralNetwork
import Tensors
import Words

/// How far a study is.
public struct StudyProgress {
    /// Pictures that are done, and those that there are.
    public let done, count: Int
    /// Those that were done last, broken ones among them.
    public let pictures: [StudiedPicture]
    /// What was noted so far.
    public let results: StudyResults
}

/// Makes a study, or one part of it: decodes ahead, batch after batch through the network, every analysis on each.
public struct StudyRun {
    private let study: Study
    private let shard: Shard
    private let results: StudyResults
    private let cache: NoteCache?

    /// Where notes are kept from one study to the next.
    public static var cacheFolder: String { Folders.cache + "/studies" }

    /// - Parameter cache: a folder for notes that are kept from one study to the next; nil for none. Analyses that count over all
    ///   pictures have to see each of them, and keep nothing.
    /// - Throws: ``StudyObstacle`` for an analysis that this study cannot have.
    public init(_ study: Study, shard: Shard = .whole, cache folder: String? = nil) throws {
        self.study = study
        self.shard = shard
        for name in study.description.analyses {
            if let obstacle = try Analyses.named(name).obstacle(in: study) { throw obstacle }
        }
        results = try StudyResults(
            study.description, photos: StudyPhotos(dataset: study.dataset, order: study.order),
            remarks: study.remarks)
        cache =
            results.runs.contains(where: \.hasTotal)
            ? nil : folder.map { NoteCache(study.description, in: $0) }
    }

    /// In which order pictures are looked at: their numbers do not depend on it.
    public enum Order: Sendable {
        case inTurn
        /// From all over the set, so that the first of them stand for all.
        case spread
    }

    /// Makes it.
    ///
    /// - Parameters:
    ///   - path: of the file into which it is written; an interrupted run goes on where it was, and one that has ended is read.
    ///   - cancellation: heeded between layers.
    ///   - report: called after every batch.
    /// - Returns: of a part, what this part came to.
    /// - Throws: `CancellationError`, `FileError`, ``StudyObstacle``, what an analysis throws.
    public func run(
        into path: String? = nil, order way: Order = .inTurn, cancellation: Cancellation? = nil,
        report: (StudyProgress) throws -> Void = { _ in }
    ) throws -> StudyResults {
        let restarts = results.runs.contains(where: \.hasTotal)
        let part = try path.map { try PartFile($0, study.description, shard, restarts: restarts) }
        var done: Set<Int> = []
        if let part, part.byteCount > 0 {
            try results.read(PartReader(part.path))
            done = Set(results.all.map(\.place))
            if part.isWhole { return results }
        }
        let size = study.description.batchSize
        let all = 0..<study.description.batchCount
        let batches = (way == .spread ? Self.spread(all) : Array(all)).filter { batch in
            // A batch whose lines were not all written is made again.
            shard.contains(batch) && !self.places(batch).allSatisfy(done.contains)
        }
        let mine = (0..<study.description.batchCount).filter(shard.contains)
            .reduce(0) { $0 + self.places($1).count }
        var finished = mine - batches.reduce(0) { $0 + places($1).count }
        let executor = try Executor(study.model.graph)
        let wanted = batches.flatMap(places)
        let stream = stream(wanted, ahead: max(2 * size, 16))
        defer { cache?.save() }
        for batch in batches {
            try cancellation?.check()
            let pictures = try observe(batch, stream, executor, cancellation, part, known: done)
            finished += places(batch).count
            try report(StudyProgress(done: finished, count: mine, pictures: pictures, results: results))
        }
        if let part {
            try part.append(
                JSONText.line(
                    of:
                        Lines.TotalsLine(
                            totals: NamedValues(
                                values: results.runs.filter(\.hasTotal).map { ($0.name, $0.total) }))))
            try part.finish(pictures: mine)
        }
        return results
    }

    /// By the bits of each number, the last first.
    private static func spread(_ numbers: Range<Int>) -> [Int] {
        let width = Int.bitWidth - max(numbers.count - 1, 0).leadingZeroBitCount
        func reversed(_ number: Int) -> Int {
            (0..<width).reduce(0) { $0 << 1 | number >> $1 & 1 }
        }
        return numbers.sorted { reversed($0) < reversed($1) }
    }

    /// What other threads make of a picture.
    private enum Prepared: Sendable {
        /// The network's input, and what its notes are kept by.
        case input(Tensor, region: PixelRectangle, key: String?)
        /// What was noted in an earlier study.
        case noted(Data, key: String)
    }

    /// What becomes of the pictures at some places of the study, made by other threads.
    private func stream(_ wanted: [Int], ahead: Int) -> PictureStream<Prepared> {
        let (study, known) = (study, cache?.known)
        return PictureStream(undecoded: study.dataset, order: wanted.map { study.order[$0] }, ahead: ahead) {
            index, place in
            guard let known else { return try Self.prepared(study, index, key: nil) }
            let key = NoteCache.key(
                study.dataset.contentDigest(at: index), study.picture(at: wanted[place]))
            if let key, let notes = known[key] { return .noted(notes, key: key) }
            return try Self.prepared(study, index, key: key)
        }
    }

    private static func prepared(_ study: Study, _ index: Int, key: String?) throws -> Prepared {
        let photo = try study.dataset.picture(at: index)
        let preprocessing = study.model.preprocessing
        return .input(preprocessing.tensor(of: photo), region: preprocessing.region(of: photo), key: key)
    }

    /// Takes over what was noted in an earlier study.
    ///
    /// - Returns: whether it could be read.
    private func take(_ notes: Data, place: Int) -> Bool {
        let text = Data("{\"notes\":".utf8) + notes + Data("}".utf8)
        guard let line = JSONValue(parsing: text) else { return false }
        return (try? results.runs.forEach { try $0.takeNote(line, place: place) }) != nil
    }

    /// The places of a batch's pictures in the study.
    private func places(_ batch: Int) -> Range<Int> {
        let size = study.description.batchSize
        return batch * size..<min((batch + 1) * size, study.description.pictureCount)
    }

    private func observe(
        _ number: Int, _ stream: PictureStream<Prepared>, _ executor: Executor, _ cancellation: Cancellation?,
        _ part: PartFile?, known: Set<Int>
    ) throws -> [StudiedPicture] {
        var pictures: [StudiedPicture] = []
        var items: [StudyBatch.Item] = []
        var rows: [Tensor?] = []
        var keys: [String?] = []
        var reasons: [Int: Words] = [:]
        // Of pictures that are not broken, as JSON by their places.
        var written: [Int: Data] = [:]
        for (row, place) in places(number).enumerated() {
            guard let item = stream.next() else { break }
            var picture = study.picture(at: place)
            rows.append(nil)
            var product = item.product.mapError { $0 as any Error }
            if case .success(.noted(let notes, let key)) = product {
                if take(notes, place: place) {
                    written[place] = notes
                } else {
                    product = Result { try Self.prepared(study, item.index, key: key) }
                }
            }
            switch product {
            case .success(.input(let input, let region, let key)):
                rows[row] = input
                keys.append(key)
                items.append(StudyBatch.Item(row: row, picture: picture, region: region))
            case .success(.noted): break
            case .failure(let error):
                let broken =
                    error as? BrokenPicture
                    ?? BrokenPicture(index: item.index, name: picture.file, error)
                picture.broken = broken.reason.english
                reasons[place] = broken.reason
            }
            pictures.append(picture)
        }
        var notes: [[any Encodable]] = []
        if !items.isEmpty {
            let batch = StudyBatch(
                study, items: items, inputs: joined(rows), on: executor, cancellation: cancellation)
            if results.runs.contains(where: \.looksIntoLayers) { _ = try batch.forward() }
            notes = try results.runs.map { try $0.observe(batch) }
        }
        for picture in pictures { results.add(picture, because: reasons[picture.place]) }
        guard part != nil || cache != nil else { return pictures }
        for (own, item) in items.enumerated() {
            let values = zip(results.runs, notes).map { (name: $0.name, value: $1[own]) }
            let line = try JSONText.line(of: NamedValues(values: values)).dropLast()
            written[item.picture.place] = line
            if let key = keys[own] { cache?.add(line, for: key) }
        }
        guard let part else { return pictures }
        var lines = Data()
        for picture in pictures where !known.contains(picture.place) {
            lines += try Lines.picture(picture, notes: written[picture.place] ?? Data("{}".utf8))
        }
        try part.append(lines)
        return pictures
    }

    /// A whole batch: what is missing are zeros.
    private func joined(_ rows: [Tensor?]) -> Tensor {
        let shape = study.model.graph.inputShape
        return Tensor(Shape([study.description.batchSize] + shape.dimensions)) { elements in
            elements.initialize(repeating: 0)
            for (row, tensor) in rows.enumerated() {
                tensor?.withUnsafeBufferPointer { values in
                    let start = elements.baseAddress! + row * shape.count
                    start.update(from: values.baseAddress!, count: values.count)
                }
            }
        }
    }
}
