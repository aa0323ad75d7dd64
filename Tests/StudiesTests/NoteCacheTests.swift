import Foundation
import Imaging
import Testing

@testable import Studies

/// What was noted of a picture is not computed a second time, and never taken for something else.
@Suite struct NoteCacheTests {
    private let planted: PlantedSet
    private let folder = TemporaryFolder()
    private var cache: String { folder.path + "/cache" }

    init() throws { planted = try PlantedSet() }

    private func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: cache).filter { $0.hasSuffix(".notes.jsonl") }
    }

    private func count(_ file: String) throws -> Int {
        try String(contentsOfFile: "\(cache)/\(file)", encoding: .utf8).split(separator: "\n").count
    }

    @Test func aSecondStudyIsThatOfTheFirst() throws {
        let study = try planted.study(["errors", "twins", "looks-at"])
        let first = try StudyRun(study, cache: cache).run()
        // One picture is a copy of another, with the same label.
        let file = try #require(try files().first)
        #expect(try files().count == 1 && count(file) == 91)
        let before = try Data(contentsOf: URL(fileURLWithPath: "\(cache)/\(file)"))
        // Of what is kept the second takes all, and writes nothing.
        let path = folder.path + "/part.jsonl"
        let second = try StudyRun(study, cache: cache).run(into: path)
        #expect(StudyCSV.data(of: second) == StudyCSV.data(of: first))
        #expect(try Data(contentsOf: URL(fileURLWithPath: "\(cache)/\(file)")) == before)
        // The part's lines are those of a study that computes.
        let other = folder.path + "/other.jsonl"
        _ = try StudyRun(study).run(into: other)
        #expect(
            try Data(contentsOf: URL(fileURLWithPath: path)) == Data(contentsOf: URL(fileURLWithPath: other)))
    }

    @Test func theNotesAreTakenAndNotComputedAgain() throws {
        let study = try planted.study(["errors"])
        _ = try StudyRun(study, cache: cache).run()
        let path = "\(cache)/\(try #require(try files().first))"
        // Whatever stands there is believed.
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let changed = text.replacing(#/"rank":\d+/#) { _ in "\"rank\":3" }
        #expect(changed != text)
        try Data(changed.utf8).write(to: URL(fileURLWithPath: path))
        let results = try StudyRun(study, cache: cache).run()
        #expect(results.all.allSatisfy { results.note($0.place, by: Errors.self)?.rank == 3 })
    }

    @Test func anotherPictureNetworkOrQuestionIsAnother() throws {
        _ = try StudyRun(planted.study(["errors"]), cache: cache).run()
        // One picture has another content under the same name.
        let name = "train/red/red-00.png"
        planted.folder.write(Picture(width: 40, height: 36, fill: RGB(40, 200, 40)), to: name)
        let results = try StudyRun(planted.study(["errors"]), cache: cache).run()
        let place = try #require(results.all.first { $0.file == name }?.place)
        #expect(results.note(place, by: Errors.self)?.top.first == 1)
        #expect(try files().count == 1 && count(files()[0]) == 92)
        // Another analysis has a file of its own, and one that counts over all pictures none.
        _ = try StudyRun(planted.study(["errors", "twins"]), cache: cache).run()
        #expect(try files().count == 2)
        _ = try StudyRun(planted.study(["health"]), cache: cache).run()
        #expect(try files().count == 2)
    }

    @Test func aDamagedCacheIsNoCache() throws {
        let study = try planted.study(["errors"])
        let first = try StudyRun(study, cache: cache).run()
        let path = "\(cache)/\(try #require(try files().first))"
        var lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
        // No record, one of other analyses, a cut line, no line at all.
        lines[0] = lines[0].replacing("{", with: "")
        lines[1] = lines[1].replacing("errors", with: "others")
        lines[2] = String(lines[2].dropLast(30))
        lines[3] = "nothing"
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: path))
        let second = try StudyRun(study, cache: cache).run()
        #expect(StudyCSV.data(of: second) == StudyCSV.data(of: first))
        // What was made anew is kept in its place.
        let third = try StudyRun(study, cache: cache).run()
        #expect(StudyCSV.data(of: third) == StudyCSV.data(of: first))
    }

    @Test func theFolderStaysWithinItsLimit() throws {
        for (number, size) in [400, 300, 200].enumerated() {
            let path = "\(folder.path)/\(number).notes.jsonl"
            try Data(count: size).write(to: URL(fileURLWithPath: path))
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: Double(number))], ofItemAtPath: path)
        }
        try Data(count: 5000).write(to: URL(fileURLWithPath: folder.path + "/own.txt"))
        NoteCache.trim(folder.path, to: 550)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
                "1.notes.jsonl", "2.notes.jsonl", "own.txt",
            ])
    }
}
