import Datasets
import Files
import Foundation
import NeuralNetwork
import Testing

@testable import Studies

/// Parts of a study: written, interrupted, gone on with, put together.
@Suite struct PartsTests {
    private let planted: PlantedSet
    private let folder = TemporaryFolder()

    init() throws { planted = try PlantedSet() }

    /// With everything that can be asked.
    private func study() throws -> Study {
        try planted.study(Analyses.all.map(\.name)) {
            $0.methods = ["grad-cam"]
            $0.metrics = ["deletion"]
        }
    }

    @Test func partsCoverAStudyOnce() throws {
        for count in [1, 2, 5, 8] {
            let shards = try (1...count).map { try Shard("\($0)/\(count)") }
            for batch in 0..<40 { #expect(shards.count { $0.contains(batch) } == 1) }
            let sizes = shards.map { shard in (0..<40).count { shard.contains($0) } }
            #expect(sizes.max()! - sizes.min()! <= 1)
        }
        for text in ["0/4", "5/4", "1", "1/0", "a/b", "1/2/3", "", "-1/4", "1/99999999"] {
            #expect(throws: StudyObstacle.shard(text)) { try Shard(text) }
        }
    }

    @Test func schedulersSayTheirPart() throws {
        func shard(_ environment: [String: String]) throws -> String? {
            try Shard(environment: environment).map { "\($0.number)/\($0.count)" }
        }
        #expect(try shard([:]) == nil)
        #expect(
            try shard([
                "SLURM_ARRAY_TASK_ID": "7", "SLURM_ARRAY_TASK_COUNT": "4", "SLURM_ARRAY_TASK_MIN": "5",
            ]) == "3/4")
        #expect(try shard(["JOB_COMPLETION_INDEX": "0", "JOB_COMPLETIONS": "3"]) == "1/3")
        #expect(try shard(["AWS_BATCH_JOB_ARRAY_INDEX": "2", "AWS_BATCH_JOB_ARRAY_SIZE": "3"]) == "3/3")
        #expect(try shard(["PBS_ARRAY_INDEX": "1", "PBS_ARRAY_COUNT": "3"]) == "1/3")
        #expect(try shard(["SGE_TASK_ID": "2", "SGE_TASK_LAST": "6"]) == "2/6")
        #expect(try shard(["SLURM_ARRAY_TASK_ID": "3"]) == nil)
        #expect(throws: StudyObstacle.shard("9/4")) {
            try shard(["SLURM_ARRAY_TASK_ID": "8", "SLURM_ARRAY_TASK_COUNT": "4"])
        }
    }

    @Test func partsTogetherAreOneRunByteForByte() throws {
        let study = try study()
        let whole = try StudyRun(study).run()
        let table = StudyCSV.data(of: whole)
        #expect(!table.isEmpty)
        let paths = try (1...3).map { number in
            let path = "\(folder.path)/\(number).jsonl"
            _ = try StudyRun(study, shard: Shard("\(number)/3")).run(into: path)
            return path
        }
        let merged = try StudyMerge.results(of: [paths[2], paths[0], paths[1]])
        #expect(StudyCSV.data(of: merged) == table)
        let reports = try [whole, merged].map { results in
            try JSONText.data(of: StudyReport(results, results.findings()))
        }
        #expect(reports[0] == reports[1])

        #expect(throws: StudyObstacle.missingParts([2], of: 3)) {
            try StudyMerge.results(of: [paths[0], paths[2]])
        }
        #expect(throws: StudyObstacle.twice(paths[0], paths[0])) {
            try StudyMerge.results(of: [paths[0], paths[0]])
        }
        let other = "\(folder.path)/other.jsonl"
        _ = try StudyRun(study, shard: Shard("2/2")).run(into: other)
        #expect(throws: StudyObstacle.otherParts(other, paths[0])) {
            try StudyMerge.results(of: [paths[0], other])
        }
    }

    @Test func theOrderInWhichPicturesAreLookedAtChangesNoNumber() throws {
        let study = try planted.study(["errors", "twins"])
        var first: Set<Dataset.Part?> = []
        let spread = try StudyRun(study).run(order: .spread) { progress in
            if progress.done <= 24 { first.formUnion(progress.pictures.map(\.part)) }
        }
        // In turn the first would all be to learn from.
        #expect(first == [.training, .validation])
        let inTurn = try StudyRun(study).run()
        #expect(StudyCSV.data(of: spread) == StudyCSV.data(of: inTurn))
        #expect(spread.all == inTurn.all)
    }

    @Test func anInterruptedRunGoesOn() throws {
        let study = try planted.study(["errors"])
        let path = folder.path + "/part.jsonl"
        let cancellation = Cancellation()
        #expect(throws: CancellationError.self) {
            try StudyRun(study).run(into: path, cancellation: cancellation) { progress in
                if progress.done >= 40 { cancellation.cancel() }
            }
        }
        #expect(throws: StudyObstacle.unfinished(path)) { try StudyMerge.results(of: [path]) }
        // The last line was cut.
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        folder.write(data.dropLast(20), to: "part.jsonl")
        var first: Int?
        let results = try StudyRun(study).run(into: path) { first = first ?? $0.done }
        #expect(first == 40)
        let whole = try StudyRun(study).run()
        #expect(StudyCSV.data(of: results) == StudyCSV.data(of: whole))
        #expect(StudyCSV.data(of: try StudyMerge.results(of: [path])) == StudyCSV.data(of: whole))
        // A run that has ended is read and not made again.
        let finished = try Data(contentsOf: URL(fileURLWithPath: path))
        var batches = 0
        _ = try StudyRun(study).run(into: path) { _ in batches += 1 }
        #expect(batches == 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == finished)
    }

    @Test func nothingIsOverwritten() throws {
        let path = folder.write("somebody's\n", to: "notes.txt")
        #expect(throws: StudyObstacle.otherStudy(path)) {
            try StudyRun(planted.study(["errors"])).run(into: path)
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "somebody's\n")
        let part = folder.path + "/part.jsonl"
        _ = try StudyRun(planted.study(["errors"]), shard: Shard("1/4")).run(into: part)
        #expect(throws: StudyObstacle.otherStudy(part)) {
            try StudyRun(planted.study(["errors"]), shard: Shard("2/4")).run(into: part)
        }
        #expect(throws: StudyObstacle.otherStudy(part)) {
            try StudyRun(planted.study(["errors"], part: .validation), shard: Shard("1/4")).run(into: part)
        }
    }

    @Test func damagedPartsAreRefused() throws {
        let part = folder.path + "/part.jsonl"
        _ = try StudyRun(planted.study(["errors"])).run(into: part)
        let data = try Data(contentsOf: URL(fileURLWithPath: part))
        var changed = data
        changed[data.count / 2] ^= 1
        folder.write(changed, to: "part.jsonl")
        #expect(throws: StudyObstacle.unfinished(part)) { try StudyMerge.results(of: [part]) }
        // Foundation's decoder would end the program at these bytes, in whichever line they stand.
        let lines = data.split(separator: 10)
        for place in [0, 1, lines.count - 1] {
            var hostile = lines
            hostile[place] = hostile[place].dropLast() + [0xFF, 0x7D]
            folder.write(Data(hostile.joined(separator: [10])) + [10], to: "part.jsonl")
            #expect(throws: StudyObstacle.self) { try StudyMerge.results(of: [part]) }
        }
        folder.write("", to: "part.jsonl")
        #expect(throws: StudyObstacle.notAPart(part, line: 1)) { try StudyMerge.results(of: [part]) }
        #expect(throws: FileError.missing("/no/part")) { try StudyMerge.results(of: ["/no/part"]) }
    }

    @Test func brokenPicturesChangeNothingElse() throws {
        let before = try StudyRun(planted.study(["errors"])).run()
        planted.folder.write("no picture", to: "train/blue/blue-04.png")
        let results = try StudyRun(planted.study(["errors"])).run()
        #expect(results.broken.map(\.file) == ["train/blue/blue-04.png"])
        #expect(results.broken[0].broken!.contains("not a picture"))
        let lines = String(decoding: StudyCSV.data(of: results), as: UTF8.self).split(separator: "\n")
        let expected = String(decoding: StudyCSV.data(of: before), as: UTF8.self).split(separator: "\n")
            .filter { !$0.contains("blue-04") }
        #expect(lines == expected)
    }
}
