import Datasets
import Files
import Foundation
import Imaging
import NeuralNetwork
import Tensors

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

    /// - Throws: ``StudyObstacle`` for an analysis that this study cannot have.
    public init(_ study: Study, shard: Shard = .whole) throws {
        self.study = study
        self.shard = shard
        for name in study.description.analyses {
            if let obstacle = try Analyses.named(name).obstacle(in: study) { throw obstacle }
        }
        results = try StudyResults(
            study.description, photos: StudyPhotos(dataset: study.dataset, order: study.order))
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
        let preprocessing = study.model.preprocessing
        let order = batches.flatMap(places).map { study.order[$0] }
        let stream = PictureStream(of: study.dataset, order: order, ahead: max(2 * size, 16)) { photo, _ in
            Prepared(input: preprocessing.tensor(of: photo), region: preprocessing.region(of: photo))
        }
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
    private struct Prepared: Sendable {
        let input: Tensor
        let region: PixelRectangle
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
        for (row, place) in places(number).enumerated() {
            guard let item = stream.next() else { break }
            var broken: String?
            var region: PixelRectangle?
            switch item.product {
            case .success(let prepared):
                rows.append(prepared.input)
                region = prepared.region
            case .failure(let error):
                rows.append(nil)
                broken = error.reason.english
            }
            let picture = study.picture(at: place, broken: broken)
            pictures.append(picture)
            if let region { items.append(StudyBatch.Item(row: row, picture: picture, region: region)) }
        }
        var notes: [[any Encodable]] = []
        if !items.isEmpty {
            let batch = StudyBatch(
                study, items: items, inputs: joined(rows), on: executor, cancellation: cancellation)
            if results.runs.contains(where: \.looksIntoLayers) { _ = try batch.forward() }
            notes = try results.runs.map { try $0.observe(batch) }
        }
        for picture in pictures { results.add(picture) }
        guard let part else { return pictures }
        var lines = Data()
        for picture in pictures where !known.contains(picture.place) {
            let own = items.firstIndex { $0.picture.place == picture.place }
            let values = own.map { own in
                zip(results.runs, notes).map { (name: $0.name, value: $1[own]) }
            }
            lines += try JSONText.line(
                of:
                    Lines.PictureLine(picture: picture, notes: NamedValues(values: values ?? [])))
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
